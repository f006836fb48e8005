using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>
/// Bodies in which a member comes twice. This gateway and the model server could each believe another one: one is checked, one is answered. So it is refused,
/// but in schemas and arguments of tools, which the gateway does not act on and clients generate as they like.
/// </summary>
internal static class DuplicateMembers
{
    private const int LongestName = 64;

    /// <exception cref="GatewayException">A member that the gateway may act on comes twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, JsonException cause)
    {
        var document = JsonBody.Reread(body);
        try
        {
            if (Find(document.RootElement, isRoot: true) is not { } twice) return document;
            document.Dispose();
            throw JsonBody.Invalid($"The request body has the field '{twice}' twice.", twice, cause);
        }
        catch (InvalidOperationException halved)
        {
            document.Dispose();
            throw JsonFields.HalfName(halved);
        }
    }

    // The path is made on the way back: made on the way down, a long name would be copied for each member below it.
    private static string? Find(JsonElement value, bool isRoot)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (Find(item, isRoot: false) is { } twice) return $"[{index}]{Joined(twice)}";
                index++;
            }
        }
        if (value.ValueKind != JsonValueKind.Object) return null;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Add(member.Name)) return Short(member.Name);
            if ((isRoot || !IsOfATool(member)) && Find(member.Value, isRoot: false) is { } twice) return Short(member.Name) + Joined(twice);
        }
        return null;
    }

    private static string Joined(string rest) => rest is ['[', ..] ? rest : "." + rest;

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    // Responses has its conversation in "input", too, at the root and as a list.
    private static bool IsOfATool(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object && member.Name is "parameters" or "input_schema" or "schema" or "input" or "arguments";
}
