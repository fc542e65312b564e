// The full shader of skin, hair and cloth: Bevy's lighting, and for each directional light what it does not know. The
// terms are those of the lean shader, so that a person looks alike in both.
#import bevy_pbr::{
    pbr_functions::{alpha_discard, apply_pbr_lighting, main_pass_post_lighting_processing},
    pbr_fragment::pbr_input_from_standard_material,
    forward_io::{VertexOutput, FragmentOutput},
    mesh_view_bindings::{lights, view},
}

struct People { scatter: vec4<f32>, tint: vec4<f32> };
@group(#{MATERIAL_BIND_GROUP}) @binding(100) var<uniform> people: People;

const PI: f32 = 3.14159265;

// A highlight across fibres that lie along `strand`: 1 where the half vector stands upright on them.
fn band(strand: vec3<f32>, h: vec3<f32>, power: f32) -> f32 {
    let along = dot(strand, h);
    return pow(max(1.0 - along * along, 0.0), 0.5 * power);
}

@fragment
fn fragment(in: VertexOutput, @builtin(front_facing) is_front: bool) -> FragmentOutput {
    var pbr = pbr_input_from_standard_material(in, is_front);
    pbr.material.base_color = alpha_discard(pbr.material, pbr.material.base_color);
    let base = pbr.material.base_color.rgb;
    let n = pbr.N;
    let v = pbr.V;
    var out: FragmentOutput;
    out.color = apply_pbr_lighting(pbr);
    var extra = vec3(0.0);
    for (var i = 0u; i < lights.n_directional_lights; i = i + 1u) {
        let l = lights.directional_lights[i].direction_to_light;
        let light = lights.directional_lights[i].color.rgb * view.exposure / PI;
        let nl = dot(n, l);
#ifdef SKIN
        // Light that enters the skin leaves it nearby, red the farthest: the terminator is soft and warm.
        let w = people.scatter.rgb;
        let wrapped = max((vec3(nl) + w) / (vec3(1.0) + w), vec3(0.0));
        extra += base * light * max(wrapped - vec3(max(nl, 0.0)), vec3(0.0)) * 0.7;
#endif
#ifdef HAIR
        // Strands lie along the surface, downwards. The narrow band went over the fibre, the broad one through it
        // and took its colour; scales tilt them to either side of the mirror direction (Marschner 2003).
        let h = normalize(l + v);
        let strand = normalize(vec3(0.0, -1.0, 0.0) + n * n.y + vec3(0.0, 0.0, 0.001));
        let over = band(normalize(strand + n * 0.07), h, 64.0);
        let through = band(normalize(strand - n * 0.11), h, 16.0);
        extra += light * max(nl + 0.2, 0.0)
            * ((base * 0.9 + vec3(0.015)) * 0.55 * over + mix(base, people.tint.rgb, 0.4) * 0.36 * through);
#endif
#ifdef CLOTH
        // Fibres that stand up catch light at the outline.
        let grazing = 1.0 - max(dot(n, v), 0.0);
        extra += light * (base * 0.5 + vec3(0.012)) * grazing * grazing * max(nl * 0.5 + 0.5, 0.0) * 0.4;
#endif
    }
    out.color = vec4(out.color.rgb + extra, out.color.a);
    out.color = main_pass_post_lighting_processing(pbr, out.color);
    return out;
}
