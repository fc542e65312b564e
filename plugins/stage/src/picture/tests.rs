//! Tests of pages, without a picture.

use super::*;

fn page(is_film: bool) -> Page {
    Page { pixels: Pixels { width: 1, height: 1, rgba: vec![0; 4], goes_on: false }, is_film }
}

#[test]
fn a_page_is_fitted() {
    let wide = 16.0 / 9.0;
    assert_eq!(cut(1.0, wide, Fit::Contain), (Vec2::ONE, Vec2::ONE));
    assert_eq!(cut(2.0, 1.0, Fit::Contain), (Vec2::new(1.0, 0.5), Vec2::ONE));
    assert_eq!(cut(wide, wide, Fit::Cover), (Vec2::new(wide, 1.0), Vec2::ONE));
    assert_eq!(cut(1.0, 2.0, Fit::Cover), (Vec2::new(2.0, 1.0), Vec2::new(1.0, 0.5)));
    assert_eq!(cut(2.0, 0.5, Fit::Cover), (Vec2::new(0.5, 1.0), Vec2::new(0.25, 1.0)));
}

#[test]
fn what_is_cut_off_lies_at_both_sides() {
    let mesh = sheet(Vec2::new(0.5, 1.0));
    let Some(VertexAttributeValues::Float32x2(uvs)) = mesh.attribute(Mesh::ATTRIBUTE_UV_0) else {
        panic!("a sheet has coordinates")
    };
    assert!(uvs.iter().all(|[u, v]| (*u == 0.25 || *u == 0.75) && (*v == 0.0 || *v == 1.0)), "{uvs:?}");
}

#[test]
fn slides_are_turned() {
    let mut app = App::new();
    let slides =
        Slides { names: vec!["a".into(), "b".into(), "c".into()], pages: vec![page(false); 3], ..default() };
    app.init_resource::<PictureOnAir>()
        .init_resource::<Films>()
        .add_message::<BackdropTurned>()
        .add_message::<CueFired>()
        .add_systems(Update, turn);
    app.world_mut().write_message(BackdropTurned(Some(Arc::new(slides))));
    let mut turned = |slide| {
        app.world_mut().write_message(CueFired { person: 0, cue: Cue::Slide(slide), sample: 0 });
        app.update();
        app.world().resource::<PictureOnAir>().slide
    };
    assert_eq!(turned(Slide::Next), 1);
    assert_eq!(turned(Slide::To(9)), 2);
    assert_eq!(turned(Slide::Next), 2);
    assert_eq!(turned(Slide::Back), 1);
    app.world_mut().write_message(BackdropTurned(None));
    app.update();
    assert!(app.world().resource::<PictureOnAir>().names().is_empty());
}

#[test]
fn a_film_goes_on_in_its_own_texture() {
    let mut app = App::new();
    let scene = Scene::parse(include_str!("../../../../scenes/screen.scene.ron")).expect("the scene");
    app.insert_resource(scene)
        .insert_resource(PictureSize { width: 16, height: 9 })
        .insert_resource(Tier::Lean)
        .init_resource::<HostAnchor>()
        .init_resource::<PictureOnAir>()
        .init_resource::<Films>()
        .init_resource::<Assets<Image>>()
        .init_resource::<Assets<Mesh>>()
        .init_resource::<Assets<StandardMaterial>>()
        .add_message::<BackdropTurned>()
        .add_message::<FilmMoved>()
        .add_message::<CueFired>()
        .add_systems(Update, (turn, show, go_on).chain());
    let slides =
        Slides { names: vec!["a".into(), "b".into()], pages: vec![page(true), page(false)], ..default() };
    app.world_mut().write_message(BackdropTurned(Some(Arc::new(slides))));
    app.update();
    let film = |app: &App| {
        let handle = app.world().resource::<Films>().0.get(&0).cloned();
        let image = handle.and_then(|h| app.world().resource::<Assets<Image>>().get(&h));
        image.and_then(|image| image.data.clone())
    };
    assert_eq!(film(&app), Some(vec![0; 4]));
    app.world_mut().write_message(FilmMoved { slide: 0, rgba: vec![7; 4] });
    app.update();
    assert_eq!(film(&app), Some(vec![7; 4]));
    // Another slide and back: the film is where it was. What has another size is no picture of it.
    for slide in [Slide::Next, Slide::Back] {
        app.world_mut().write_message(CueFired { person: 0, cue: Cue::Slide(slide), sample: 0 });
        app.world_mut().write_message(FilmMoved { slide: 0, rgba: vec![9; 8] });
        app.update();
        assert_eq!(film(&app), Some(vec![7; 4]));
    }
    app.world_mut().write_message(BackdropTurned(None));
    app.world_mut().write_message(FilmMoved { slide: 0, rgba: vec![9; 4] });
    app.update();
    assert_eq!(film(&app), None);
}
