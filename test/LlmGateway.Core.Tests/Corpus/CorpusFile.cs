using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Testing;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>
/// A request as a real client sends it, one file each under <c>Requests</c>: <c>{"from", "route", "headers", "body"}</c>. Beside it stands what each
/// upstream must receive: <c>NAME.expected.json</c>. <c>UPDATE_CORPUS=1</c> writes the latter anew, to be read as a diff.
/// </summary>
internal sealed class CorpusFile
{
    public const string Update = "UPDATE_CORPUS";

    private static readonly string Folder = Path.Combine(Repository.Root, "test", "LlmGateway.Core.Tests", "Corpus", "Requests");
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;

    private CorpusFile(string path)
    {
        _path = path;
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        Route = file["route"]!.GetValue<string>();
        Headers = file["headers"]?.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase)
            ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Body = file["body"]!.AsObject();
    }

    public string Route { get; }
    public Dictionary<string, string> Headers { get; }
    public JsonObject Body { get; }

    /// <summary>Such as <c>openai-chat/tools-parallel</c>.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Where(path => !path.EndsWith(".expected.json", StringComparison.Ordinal))
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static CorpusFile Open(string name) => new(Path.Combine(Folder, name + ".json"));

    /// <summary>The request to <paramref name="model"/>, as bytes.</summary>
    public byte[] BodyFor(string model)
    {
        var body = Body.DeepClone().AsObject();
        body["model"] = model;
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body);
    }

    public JsonObject Expected => JsonNode.Parse(File.ReadAllText(ExpectedPath))!.AsObject();

    public void Expect(JsonObject outcomes) => File.WriteAllText(ExpectedPath, outcomes.ToJsonString(Readable) + "\n");

    private string ExpectedPath => Path.ChangeExtension(_path, "expected.json");
}
