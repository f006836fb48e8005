using System.Text;
using System.Text.Json;

namespace LlmGateway.Handler.GitHub;

/// <summary>What the OpenID provider reads of an API Gateway REST event.</summary>
/// <param name="Route">Below the stage.</param>
/// <param name="Query">Parameters of the address.</param>
/// <param name="Form">Parameters of a posted form.</param>
/// <param name="Authorization">The header; null: none.</param>
internal sealed record OidcRequest(string Route, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string? Authorization)
{
    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static OidcRequest Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            var body = root.TryGetProperty("body"u8, out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            if (root.TryGetProperty("isBase64Encoded"u8, out var base64) && base64.ValueKind == JsonValueKind.True) body = Encoding.UTF8.GetString(Convert.FromBase64String(body));
            var headers = Map(root, "headers", StringComparer.OrdinalIgnoreCase);
            return new OidcRequest(root.GetProperty("resource"u8).GetString()!, Map(root, "queryStringParameters", StringComparer.Ordinal), Parse(body), headers.GetValueOrDefault("authorization"));
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The event is none of an API Gateway REST API.", malformed);
        }
    }

    private static Dictionary<string, string> Map(JsonElement root, string name, StringComparer comparer)
    {
        var map = new Dictionary<string, string>(comparer);
        if (root.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object)
            foreach (var member in members.EnumerateObject())
                if (member.Value.ValueKind == JsonValueKind.String) map[member.Name] = member.Value.GetString()!;
        return map;
    }

    private static Dictionary<string, string> Parse(string form)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = field.Split('=', 2);
            // A field that comes twice is a try to have two readers see two values.
            if (!fields.TryAdd(Decode(parts[0]), Decode(parts.ElementAtOrDefault(1) ?? ""))) throw new FormatException();
        }
        return fields;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
