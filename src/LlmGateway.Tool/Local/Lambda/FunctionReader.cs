using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Reads the stack's functions.</summary>
internal sealed class FunctionReader(ResolvedStack stack, AssetManifest assets)
{
    /// <summary>Those that <paramref name="called"/> names by ARN: helpers of the CDK's custom resources, for one, are not asked for.</summary>
    /// <exception cref="TemplateException">A function lacks what Lambda requires, or its code.</exception>
    public IReadOnlyList<LambdaFunction> Read(IReadOnlySet<string> called) =>
        [.. Called(called).Where(resource => !IsForeign(resource)).Select(Read)];

    /// <summary>Names the called functions that need a runtime which is not here: a team's own, beside the gateway.</summary>
    public IEnumerable<string> NoticesOf(IReadOnlySet<string> called) => Called(called).Where(IsForeign)
        .Select(resource => $"{resource.LogicalId} does not run here, and its routes answer 500: the local run knows provided.al2023 and dotnet10, not {RuntimeOf(resource)}.");

    private IEnumerable<TemplateResource> Called(IReadOnlySet<string> called) =>
        stack.OfType("AWS::Lambda::Function").Where(resource => called.Contains(stack.ArnOf(resource)));

    private bool IsForeign(TemplateResource resource) =>
        RuntimeOf(resource) is { } runtime && !runtime.StartsWith("provided", StringComparison.Ordinal) && !runtime.StartsWith("dotnet", StringComparison.Ordinal);

    private string? RuntimeOf(TemplateResource resource) => stack.PropertiesOf(resource)["Runtime"]?.ToString();

    private LambdaFunction Read(TemplateResource resource)
    {
        var place = TemplatePlace.Resource(resource.LogicalId);
        var properties = stack.PropertiesOf(resource);
        string Required(string name) => properties[name]?.ToString() ?? throw place.Error($"Lambda requires {name}.");
        int Number(string name, int otherwise) => properties[name] is not { } given ? otherwise
            : int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw place.Down(name).Error($"{given} is no whole number.");

        var runtime = RuntimeOf(resource) ?? throw place.Error("functions from container images don't run locally; use a zip asset.");
        var variables = (properties["Environment"] as JsonObject)?["Variables"] as JsonObject ?? [];
        return new LambdaFunction
        {
            LogicalId = resource.LogicalId,
            Name = stack.NameOf(resource),
            Arn = stack.ArnOf(resource),
            RoleArn = Required("Role"),
            Runtime = runtime,
            Handler = Required("Handler"),
            Architecture = (properties["Architectures"] as JsonArray)?.FirstOrDefault()?.ToString() ?? "x86_64",
            Timeout = TimeSpan.FromSeconds(Number("Timeout", 3)),
            MemorySize = Number("MemorySize", 128),
            Environment = variables.ToDictionary(pair => pair.Key, pair => Text(pair.Value, place.Down("Environment.Variables").Down(pair.Key)), StringComparer.Ordinal),
            LogGroup = (properties["LoggingConfig"] as JsonObject)?["LogGroup"]?.ToString() ?? "/aws/lambda/" + stack.NameOf(resource),
            CodePath = FindCode(properties["Code"] as JsonObject, place.Down("Code")),
            ReservedConcurrency = properties["ReservedConcurrentExecutions"] is null ? null : Number("ReservedConcurrentExecutions", 0),
        };
    }

    private string FindCode(JsonObject? code, TemplatePlace place)
    {
        if (code?["S3Key"]?.ToString() is not { } key) throw place.Error("the local run needs a file asset (S3Bucket and S3Key).");
        var path = assets.Find(key) ?? throw place.Error($"the cloud assembly has no asset for the key {key}; synthesize the app again.");
        return File.Exists(path) || Directory.Exists(path) ? path : throw place.Error($"its asset {path} is gone; synthesize the app again.");
    }

    private static string Text(JsonNode? node, TemplatePlace place) =>
        node is JsonValue ? node.ToString() : throw place.Error("an environment variable must be text.");
}
