using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Tokens;

/// <summary>
/// A JSON web token in its one form that counts here: compact, signed with RS256 by a key that the issuer publishes. What a header says of
/// algorithms and of places to find keys is never followed.
/// </summary>
/// <remarks>RFC 7515 and 8725. By hand, since the usual library would add a tenth to the handler's size for this one form.</remarks>
internal sealed class SignedToken
{
    /// <summary>Cognito's are below 4 KB; API Gateway takes 10 KB of headers in all.</summary>
    private const int MostCharacters = 8 * 1024;

    private static readonly string[] Foreign = ["jku", "jwk", "x5u", "x5c", "crit"];

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private SignedToken(string keyId, JsonElement claims, byte[] signed, byte[] signature) => (KeyId, Claims, _signed, _signature) = (keyId, claims, signed, signature);

    /// <summary>Of the key that it says it is signed with.</summary>
    public string KeyId { get; }

    /// <summary>Worth nothing before <see cref="IsSignedBy"/>.</summary>
    public JsonElement Claims { get; }

    /// <exception cref="TokenException">It is no token of that form.</exception>
    public static SignedToken Parse(string text)
    {
        if (text.Length > MostCharacters) throw new TokenException("it is too long");
        if (text.Split('.') is not [var header, var payload, var signature]) throw new TokenException("it does not have three parts");
        try
        {
            var head = Json(header);
            if (Text(head, "alg") != "RS256") throw new TokenException("its alg is not RS256");
            if (Foreign.FirstOrDefault(name => head.TryGetProperty(name, out _)) is { } name) throw new TokenException($"its header has {name}");
            var key = Text(head, "kid") is { Length: > 0 } id ? id : throw new TokenException("it names no key");
            return new SignedToken(key, Json(payload), Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature));
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            throw new TokenException("it is malformed");
        }
    }

    public bool IsSignedBy(RSA key) => key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>A claim that is text; null: it is not there, or not text.</summary>
    public string? Claim(string name) => Text(Claims, name);

    /// <summary>A claim that is a time; null: it is not there, or no time.</summary>
    public DateTimeOffset? TimeOf(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>A claim that is a list of texts; empty: it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : [];

    private static JsonElement Json(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new TokenException("it is malformed");
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
