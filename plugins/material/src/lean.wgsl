// The lean shader: a texture, three lights, one or two highlights. Software renderers run every branch, so
// what differs between kinds is chosen when the shader is built.
#import bevy_pbr::forward_io::VertexOutput
#import bevy_pbr::mesh_view_bindings::view

struct Lights {
    key_direction: vec4<f32>, key: vec4<f32>,
    fill_direction: vec4<f32>, fill: vec4<f32>,
    rim_direction: vec4<f32>, rim: vec4<f32>,
    sky: vec4<f32>, ground: vec4<f32>,
};
struct Surface {
    color: vec4<f32>, params: vec4<f32>,
    wrap_scale: vec4<f32>, wrap_shift: vec4<f32>, tint: vec4<f32>,
    lights: Lights,
};
@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> s: Surface;
@group(#{MATERIAL_BIND_GROUP}) @binding(1) var base_texture: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(2) var base_sampler: sampler;

// Textures are read as they are stored and taken for gamma 2.0, and the picture is written so: the way there and
// back is exact, costs one square root a channel, and what is not lit passes unchanged. Between, light is
// near enough to linear (the sRGB curve is gamma 2.2).
fn encode(c: vec3<f32>) -> vec3<f32> {
    return sqrt(c);
}

// A shoulder above 0.7 keeps highlights on skin from clipping flat.
fn shoulder(c: vec3<f32>) -> vec3<f32> {
    let over = max(c - vec3(0.7), vec3(0.0));
    return min(c, vec3(0.7)) + over / (1.0 + 2.2 * over);
}

@fragment
fn fragment(in: VertexOutput, @builtin(front_facing) front: bool) -> @location(0) vec4<f32> {
    var base = s.color;
#ifdef UNLIT
    // The backdrop: most of the picture, painted for its size, so that no level need be chosen.
    let wall = textureSampleLevel(base_texture, base_sampler, in.uv, 0.0);
    return vec4(wall.rgb, s.color.a);
#endif
#ifdef VERTEX_UVS_A
    let texel = textureSample(base_texture, base_sampler, in.uv);
    base *= vec4(texel.rgb * texel.rgb, texel.a);
#endif
#ifdef VERTEX_COLORS
    base *= in.color;
#endif
#ifdef ALPHA_MASK
    if (base.a < s.params.x) { discard; }
    // What is drawn at all covers its pixel: a picture without a backdrop keeps this.
    base.a = 1.0;
#endif
#ifdef UNLIT
    return vec4(encode(base.rgb), base.a);
#else
    let l = s.lights;
    var n = normalize(in.world_normal);
#ifdef DOUBLE_SIDED
    n = select(-n, n, front);
#endif
    let v = normalize(view.world_position - in.world_position.xyz);
    let nv = max(dot(n, v), 0.0);
    let nk = dot(n, l.key_direction.xyz);
    let nf = max(dot(n, l.fill_direction.xyz) * 0.7 + 0.3, 0.0);
    let nr = max(dot(n, l.rim_direction.xyz), 0.0);
    let ambient = mix(l.ground.rgb, l.sky.rgb, n.y * 0.5 + 0.5);
    let grazing = (1.0 - nv) * (1.0 - nv);
    let hk = normalize(l.key_direction.xyz + v);
    let nhk = max(dot(n, hk), 0.0);

#ifdef SKIN
    // Light that enters the skin leaves it nearby, red the farthest: the terminator is soft and warm.
    // The light wraps around by w, a share of a right angle: (n·l + w) / (1 + w).
    let diffuse = max(nk * s.wrap_scale.rgb + s.wrap_shift.rgb, vec3(0.0));
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    let p2 = nhk * nhk; let p4 = p2 * p2; let p8 = p4 * p4; let p16 = p8 * p8; let p32 = p16 * p16;
    // On dark skin the same mirror would stand out as plastic: a broad sheen carries less of it there.
    let depth = min(0.30 + 1.6 * base.g, 1.0);
    let sheen = (0.286 * p16 + 0.171 * p32) * s.tint.w * max(nk, 0.0);
    let edge = grazing * grazing;
    var c = base.rgb * light + depth * (l.key.rgb * sheen + l.rim.rgb * nr * edge * 0.95 + l.fill.rgb * nf * edge * 0.10);
#else ifdef HAIR
    // A strand lies along the surface, downwards: its highlights are bands where half vector and strand cross.
    let strand = normalize(vec3(0.0, -1.0, 0.0) + n * n.y + vec3(0.0, 0.0, 0.001));
    let th = dot(strand, hk);
    let st = sqrt(max(1.0 - th * th, 0.0));
    let s4 = st * st * st * st; let s16 = s4 * s4 * s4 * s4; let s64 = s16 * s16 * s16 * s16;
    let diffuse = max(nk * 0.65 + 0.35, 0.0);
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    var c = base.rgb * light
        // The narrow band went over the fibre, the broad one through it and took its colour.
        + ((base.rgb * 0.9 + vec3(0.015)) * 0.55 * s64 + mix(base.rgb, s.tint.rgb, 0.4) * 0.36 * s16)
            * l.key.rgb * max(nk + 0.2, 0.0)
        + (base.rgb + vec3(0.03)) * l.rim.rgb * nr * grazing * 1.3;
#else ifdef EYE
    // A wet ball: the key and the fill stand in it as small bright windows.
    let diffuse = max(nk * 0.75 + 0.25, 0.0);
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    let hf = normalize(l.fill_direction.xyz + v);
    let window = smoothstep(0.9890, 0.9935, nhk) * 0.85 + smoothstep(0.9962, 0.9978, max(dot(n, hf), 0.0)) * 0.22;
    var c = base.rgb * light * 0.95 + vec3(window) + ambient * grazing * 0.12;
#else ifdef WET
    let diffuse = max(nk * 0.7 + 0.3, 0.0);
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    let p2 = nhk * nhk; let p4 = p2 * p2; let p8 = p4 * p4; let p16 = p8 * p8; let p64 = p16 * p16 * p16 * p16;
    var c = base.rgb * light + l.key.rgb * p64 * 0.22 * base.a * clamp(dot(base.rgb, vec3(0.6)), 0.0, 1.0);
#else ifdef LASH
    var c = base.rgb * (ambient + l.key.rgb * 0.4);
#else ifdef CLOTH
    let diffuse = max(nk * 0.85 + 0.15, 0.0);
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    var c = base.rgb * light + (base.rgb * 0.5 + vec3(0.012)) * grazing * (ambient + l.rim.rgb * nr * 1.2);
#else
    let diffuse = max(nk, 0.0);
    let light = ambient + l.key.rgb * diffuse + l.fill.rgb * nf;
    let p2 = nhk * nhk; let p4 = p2 * p2; let p8 = p4 * p4; let p16 = p8 * p8;
    var c = base.rgb * light + l.key.rgb * p16 * (1.0 - s.params.y) * 0.3 + l.rim.rgb * nr * grazing * 0.5;
#endif
    return vec4(encode(shoulder(c)), base.a);
#endif
}
