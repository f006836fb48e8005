using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>
/// Members of a Messages request that belong to a beta. Bedrock refuses each of them without its beta ("Extra inputs are not permitted"), so a beta that stays
/// behind takes them along; what it took is named.
/// </summary>
internal sealed class BetaFields
{
    private const string Eager = "eager_input_streaming";

    private readonly HashSet<string> _root = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofTools = new(StringComparer.Ordinal);
    private readonly List<string> _tools = [];
    private readonly ICollection<string> _dropped;
    private readonly bool _formats;
    private bool _scope, _format;

    private BetaFields(IEnumerable<string> behind, IReadOnlyList<string> asked, UpstreamCall call)
    {
        (_dropped, _formats) = (call.Dropped, call.Model.Abilities.StructuredOutput);
        if (!asked.Any(static beta => beta.StartsWith("fine-grained-tool-streaming", StringComparison.Ordinal))) _ofTools.Add(Eager);
        foreach (var beta in behind) Take(beta);
    }

    /// <param name="body">A Messages request that was parsed already.</param>
    /// <param name="asked">The betas that go along.</param>
    /// <param name="call">Says which the client sent.</param>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body, IReadOnlyList<string> asked, UpstreamCall call)
    {
        var fields = new BetaFields(call.Betas.Where(beta => !asked.Contains(BedrockBetas.NameOf(beta))), asked, call);
        return fields.MayBeIn(body.Span) ? fields.Write(body) : body;
    }

    private void Take(string beta)
    {
        // By what it is called, whatever its date.
        var name = beta.Length > 11 && beta[^11] == '-' ? beta[..^11] : beta;
        switch (name)
        {
            case "prompt-caching-scope": _scope = true; break;
            case "structured-outputs": _format = true; break;
            case "fast-mode": _root.Add("speed"); break;
            case "context-management": _root.Add("context_management"); break;
            case "mcp-client" or "mcp-servers":
                _root.Add("mcp_servers");
                _tools.Add("mcp_toolset");
                break;
            case "advisor-tool": _tools.Add("advisor_"); break;
            case "advanced-tool-use" or "tool-search-tool":
                _ofTools.UnionWith(["defer_loading", "allowed_callers", "input_examples"]);
                _tools.Add("tool_search_tool");
                break;
            case "tool-examples": _ofTools.Add("input_examples"); break;
        }
    }

    private bool MayBeIn(ReadOnlySpan<byte> body)
    {
        if (_scope && body.IndexOf("\"scope\""u8) >= 0 || _format && body.IndexOf("\"output_format\""u8) >= 0) return true;
        foreach (var name in _root.Concat(_ofTools).Concat(_tools))
            if (body.IndexOf(System.Text.Encoding.UTF8.GetBytes(name)) >= 0) return true;
        return false;
    }

    private ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Reread(body);
        var output = new ArrayBufferWriter<byte>(body.Length);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) WriteRoot(document.RootElement, json);
        return output.WrittenMemory;
    }

    private void WriteRoot(JsonElement root, Utf8JsonWriter json)
    {
        // What was a beta is a part of output_config now, where the model has it.
        var moved = _format && _formats && root.TryGetProperty("output_format"u8, out var format) && format.ValueKind == JsonValueKind.Object
            && JsonFields.Optional(root, "output_config") is null ? format : default;
        json.WriteStartObject();
        foreach (var member in root.EnumerateObject())
        {
            if (_root.Contains(member.Name)) Drop(member.Name);
            else if (_format && member.Name == "output_format") WriteFormat(moved, json);
            else if (member.Name == "tools" && member.Value.ValueKind == JsonValueKind.Array) WriteTools(member.Value, json);
            else if (!(member.Name == "output_config" && moved.ValueKind == JsonValueKind.Object)) Copy(member, json);
        }
        json.WriteEndObject();
    }

    private void WriteFormat(JsonElement moved, Utf8JsonWriter json)
    {
        if (moved.ValueKind != JsonValueKind.Object)
        {
            Drop("output_format");
            return;
        }
        json.WriteStartObject("output_config"u8);
        json.WritePropertyName("format"u8);
        moved.WriteTo(json);
        json.WriteEndObject();
    }

    private void WriteTools(JsonElement tools, Utf8JsonWriter json)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.EnumerateArray())
        {
            var type = JsonFields.Text(tool, "type");
            if (type is not null && _tools.Exists(mark => type.StartsWith(mark, StringComparison.Ordinal)))
            {
                Drop($"tools.{type}");
                continue;
            }
            if (tool.ValueKind != JsonValueKind.Object)
            {
                tool.WriteTo(json);
                continue;
            }
            json.WriteStartObject();
            foreach (var member in tool.EnumerateObject())
            {
                if (_ofTools.Contains(member.Name)) Drop($"tools.{member.Name}");
                else Copy(member, json);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Copy(JsonProperty member, Utf8JsonWriter json)
    {
        json.WritePropertyName(member.Name);
        // What the model said to a tool is the model's, and a tool's schema the client's.
        if (!_scope || member.Name is "input" or "input_schema") member.Value.WriteTo(json);
        else Copy(member.Value, member.Name == "cache_control", json);
    }

    private void Copy(JsonElement value, bool isCacheControl, Utf8JsonWriter json)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Copy(item, isCacheControl: false, json);
                json.WriteEndArray();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    if (isCacheControl && member.Name == "scope") Drop("cache_control.scope");
                    else Copy(member, json);
                }
                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void Drop(string name)
    {
        if (!_dropped.Contains(name)) _dropped.Add(name);
    }
}
