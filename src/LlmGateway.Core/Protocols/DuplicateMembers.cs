using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>
/// Bodies in which a member comes twice. This gateway and the model server could each believe another one: one is checked, one is answered. So it is refused,
/// but in schemas and arguments of tools, which the gateway does not act on and clients generate as they like.
/// </summary>
internal static class DuplicateMembers
{
    /// <exception cref="GatewayException">A member that the gateway may act on comes twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, JsonException cause)
    {
        var document = JsonBody.Reread(body);
        try
        {
            if (Find(document.RootElement, "") is not { } twice) return document;
            document.Dispose();
            throw JsonBody.Invalid($"The request body has the field '{twice}' twice.", twice, cause);
        }
        catch (InvalidOperationException halved)
        {
            document.Dispose();
            throw JsonFields.HalfName(halved);
        }
    }

    private static string? Find(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                if (Find(item, $"{path}[{index++}]") is { } twice) return twice;
        }
        if (value.ValueKind != JsonValueKind.Object) return null;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!names.Add(member.Name)) return place;
            if (!IsOfATool(member.Name, path, member.Value) && Find(member.Value, place) is { } twice) return twice;
        }
        return null;
    }

    // Responses has its conversation in "input", too, at the root and as a list.
    private static bool IsOfATool(string name, string path, JsonElement value) =>
        path.Length > 0 && value.ValueKind == JsonValueKind.Object && name is "parameters" or "input_schema" or "schema" or "input" or "arguments";
}
