using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Handler.Site;

/// <summary>What the page is told of whom the load balancer signed in: the token that the gateway takes, and a name to show.</summary>
internal static class SignedInUser
{
    /// <summary>Said where a token says nothing of its end.</summary>
    private const long ShortWhile = 60;

    public static ReadOnlyMemory<byte> Describe(string accessToken, string? claims, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("access_token"u8, accessToken);
        using (var token = Payload(accessToken))
            json.WriteNumber("expires_in"u8, token?.RootElement.TryGetProperty("exp"u8, out var exp) == true && exp.TryGetInt64(out var seconds) ? Math.Max(0, seconds - now.ToUnixTimeSeconds()) : ShortWhile);
        using (var user = Payload(claims))
            json.WriteString("user"u8, Text(user, "email") ?? Text(user, "username") ?? Text(user, "sub"));
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static string? Text(JsonDocument? of, string name) =>
        of is not null && of.RootElement.ValueKind == JsonValueKind.Object && of.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Read, not verified: it came from the load balancer, and decides nothing here. The gateway's authorizer verifies the token.</summary>
    private static JsonDocument? Payload(string? jwt)
    {
        if (jwt?.Split('.') is not [_, var payload, _]) return null;
        try
        {
            // The load balancer pads, which JWTs of others don't.
            return JsonDocument.Parse(Base64Url.DecodeFromChars(payload.TrimEnd('=')));
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }
}
