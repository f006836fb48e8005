using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Scripts as JSON: snake_case, comments and trailing commas welcome, unknown members refused by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(SimulatorScript))]
[JsonSerializable(typeof(SimulatorRule))]
internal sealed partial class SimulatorScriptJson : JsonSerializerContext;
