using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.CXAPI;

namespace LlmGateway.Constructs.Tests;

/// <summary>A stack, synthesized, as tests like to read it.</summary>
internal sealed class StackTemplate
{
    private readonly CloudFormationStackArtifact _artifact;

    private StackTemplate(CloudFormationStackArtifact artifact)
    {
        _artifact = artifact;
        File = artifact.TemplateFullPath;
        Text = System.IO.File.ReadAllText(File);
        Resources = JsonNode.Parse(Text)![nameof(Resources)]!.AsObject();
    }

    /// <summary>Where the template is.</summary>
    public string File { get; }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>By logical id.</summary>
    public JsonObject Resources { get; }

    /// <summary>Outputs by name, intrinsics as text.</summary>
    public IReadOnlyDictionary<string, string> Outputs =>
        JsonNode.Parse(Text)![nameof(Outputs)]?.AsObject().ToDictionary(output => output.Key, output => Cfn.Text(output.Value!["Value"]!)) ?? [];

    /// <summary>What synthesis said: <c>warning [LlmGateway:Public] …</c>.</summary>
    public IReadOnlyList<string> Messages => [.. _artifact.Messages.Select(message => $"{message.Level.ToString().ToLowerInvariant()} {message.Entry.Data}")];

    /// <summary>Synthesizes a stack called <c>Test</c>.</summary>
    /// <param name="build">Fills it.</param>
    /// <param name="region">Null: it can go anywhere.</param>
    public static StackTemplate Of(Action<Stack> build, string? region = null)
    {
        var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("cdk-out-").FullName, AnalyticsReporting = false, TreeMetadata = false });
        var stack = new Stack(app, "Test", new StackProps { Env = region is null ? null : new Amazon.CDK.Environment { Region = region, Account = "111122223333" } });
        build(stack);
        return Of(app, stack);
    }

    /// <summary>Synthesizes the app of a stack.</summary>
    public static StackTemplate Of(App app, Stack stack) => new(app.Synth().GetStackByName(stack.StackName));

    /// <summary>Synthesizes a stack with a gateway called <c>Gateway</c>.</summary>
    public static StackTemplate OfGateway(Func<Stack, LlmRestGatewayProps> props, string? region = null) =>
        Of(stack => _ = new LlmRestGateway(stack, "Gateway", props(stack)), region);

    /// <summary>Properties of all resources of a type, in the order of the template.</summary>
    public IReadOnlyList<JsonObject> All(string type) =>
        [.. Resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => resource.Value!["Properties"]?.AsObject() ?? [])];

    /// <summary>Properties of the only resource of a type.</summary>
    public JsonObject Only(string type) => All(type).Should().ContainSingle($"there is one {type}").Subject;

    /// <summary>A resource whole, by the beginning of its logical id.</summary>
    public JsonObject Resource(string logicalIdPrefix) =>
        Resources.Should().ContainSingle(resource => IsIdOf(resource.Key, logicalIdPrefix), $"there is one {logicalIdPrefix}").Subject.Value!.AsObject();

    /// <summary>Properties of a resource, by its logical id without the hash.</summary>
    public JsonObject Properties(string logicalIdPrefix) => Resource(logicalIdPrefix)["Properties"]!.AsObject();

    /// <summary>The statements of the handler's role, one line each.</summary>
    public IReadOnlyList<string> HandlerPermissions => Iam.Lines(Properties("GatewayHandlerRoleDefaultPolicy")["PolicyDocument"]!);

    /// <summary>What the handler is told: the document in its environment, intrinsics as text.</summary>
    public string Config => Cfn.Text(Variables["LLM_GATEWAY_CONFIG"]!);

    /// <summary>The handler's environment.</summary>
    public JsonObject Variables => Properties("GatewayHandler")["Environment"]![nameof(Variables)]!.AsObject();

    /// <summary>Methods as <c>POST /v1/prompt</c>, with their properties.</summary>
    public IReadOnlyDictionary<string, JsonObject> Methods => All("AWS::ApiGateway::Method").ToDictionary(method => $"{(string)method["HttpMethod"]!} {PathOf(method["ResourceId"]!)}");

    private string PathOf(JsonNode resource)
    {
        if ((string?)resource["Ref"] is not { } id) return "";
        var properties = Resources[id]!["Properties"]!;
        return $"{PathOf(properties["ParentId"]!)}/{(string)properties["PathPart"]!}";
    }

    // The CDK ends ids in eight hexadecimal digits, or in nothing where the path has one part.
    private static bool IsIdOf(string id, string prefix) =>
        id.StartsWith(prefix, StringComparison.Ordinal) && id.Length - prefix.Length is (0 or 8) && id[prefix.Length..].All(c => char.IsAsciiDigit(c) || c is >= 'A' and <= 'F');
}
