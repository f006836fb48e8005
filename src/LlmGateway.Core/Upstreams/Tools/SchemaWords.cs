using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>The words of JSON Schema that a model's server takes in the schemas of tools.</summary>
/// <param name="References"><c>$ref</c> with <c>$defs</c>, <c>prefixItems</c> and <c>allOf</c>; otherwise what is referred to is written in its place.</param>
/// <param name="Nulls">A choice between a type and null; otherwise the type alone is named.</param>
/// <param name="Formats">Any <c>format</c>; otherwise the common ones, and others are named in the description.</param>
/// <param name="PlainRoot">At the root nothing but <c>type</c>, <c>properties</c> and <c>required</c>: https://docs.aws.amazon.com/nova/latest/userguide/tool-use-definition.html.</param>
internal readonly record struct SchemaWords(bool References, bool Nulls, bool Formats, bool PlainRoot)
{
    private static readonly SchemaWords All = new(References: true, Nulls: true, Formats: true, PlainRoot: false);

    // What nobody has heard of may be a server that makes a grammar of a schema, or Gemini behind an OpenAI-compatible address.
    private static readonly SchemaWords Few = new(References: false, Nulls: false, Formats: false, PlainRoot: false);

    public static SchemaWords Of(CatalogModel model) =>
        model.Upstream == UpstreamKinds.Anthropic || model.Abilities.Messages == true || model.Abilities.IsGpt ? All
        : model.Abilities.IsNova ? Few with { PlainRoot = true }
        : Few;
}
