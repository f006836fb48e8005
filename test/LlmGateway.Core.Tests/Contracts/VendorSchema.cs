using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace LlmGateway.Core.Tests.Contracts;

/// <summary>The schemas of a vendor's OpenAPI document, reduced by eng/reduce-schemas.py.</summary>
internal sealed class VendorSchema
{
    private static readonly EvaluationOptions Listed = new() { OutputFormat = OutputFormat.List };

    private readonly Dictionary<string, JsonSchema> _schemas = [];
    private readonly BuildOptions _options = new() { SchemaRegistry = new SchemaRegistry() };
    private readonly Uri _id;
    private readonly Lock _building = new();

    private VendorSchema(string file)
    {
        _id = new Uri($"https://schemas.example/{file}");
        using var stream = typeof(VendorSchema).Assembly.GetManifestResourceStream(file)!;
        using var text = new StreamReader(stream);
        JsonSchema.FromText(text.ReadToEnd(), _options, _id);
    }

    public static VendorSchema OpenAi { get; } = new("openai.json");
    public static VendorSchema Anthropic { get; } = new("anthropic.json");
    public static VendorSchema OpenResponses { get; } = new("openresponses.json");

    /// <summary>What in a value is not as the schema has it.</summary>
    public IReadOnlyList<string> ErrorsOf(string schema, JsonNode? value)
    {
        using var document = JsonDocument.Parse(value?.ToJsonString() ?? "null");
        var result = Of(schema).Evaluate(document.RootElement, Listed);
        if (result.IsValid) return [];
        return [.. (result.Details ?? []).Where(detail => detail is { IsValid: false, Errors: not null })
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value} ({detail.EvaluationPath})")).Distinct()];
    }

    public void Check(string schema, JsonNode? value, string because) =>
        string.Join('\n', ErrorsOf(schema, value)).Should().BeEmpty("{0} is to be {1}: {2}", because, schema, value?.ToJsonString());

    private JsonSchema Of(string schema)
    {
        lock (_building)
        {
            if (!_schemas.TryGetValue(schema, out var built))
                _schemas[schema] = built = JsonSchema.FromText($$"""{"$ref":"{{_id}}#/$defs/{{schema}}"}""", _options, new Uri(_id, schema));
            return built;
        }
    }
}
