using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Tools in groups, as Codex sends those of its MCP servers. Other protocols have no groups: toward them a tool has both names in one.</summary>
internal static class Namespaces
{
    // The least of what models take.
    private const int MostLetters = 64;
    private const string Between = "__";

    /// <summary>The one name; always the same for the same two, so that a conversation can be gone on with.</summary>
    public static string Join(NamespacedName tool)
    {
        var joined = tool.Namespace.EndsWith(Between, StringComparison.Ordinal) ? tool.Namespace + tool.Name : tool.Namespace + Between + tool.Name;
        if (joined.Length <= MostLetters) return joined;
        var mark = "_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(joined)))[..8];
        return joined[..(MostLetters - mark.Length)] + mark;
    }

    /// <summary>The name by which the model knows a tool that a call or a choice names.</summary>
    public static string NameIn(JsonElement named, string field)
    {
        var name = JsonFields.RequiredString(named, "name", field);
        return named.TryGetProperty("namespace"u8, out var group) && group.ValueKind != JsonValueKind.Null
            ? Join(new NamespacedName(JsonFields.String(group, $"{field}.namespace"), name)) : name;
    }
}
