using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Handler.GitHub;

/// <summary>
/// The provider's keys: the one that signs, the one that will sign after the next rotation, which is published already, and the one that signed before.
/// </summary>
internal sealed class SigningKeys
{
    private const int Bits = 2048;

    private readonly IReadOnlyList<(string Id, string Pkcs8)> _keys;

    private SigningKeys(IReadOnlyList<(string Id, string Pkcs8)> keys) => _keys = keys;

    /// <summary>Of a secret; null: its text is no keys, as before its first rotation.</summary>
    public static SigningKeys? Parse(string secret)
    {
        try
        {
            using var document = JsonDocument.Parse(secret);
            return new SigningKeys([.. document.RootElement.GetProperty("keys"u8).EnumerateArray().Select(key => (key.GetProperty("kid"u8).GetString()!, key.GetProperty("pkcs8"u8).GetString()!))]);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The keys after a rotation: the next signs, a new one is next, and what signed until now stays published.</summary>
    public static SigningKeys Rotate(SigningKeys? before) => before is { _keys: [var signed, var next, ..] }
        ? new SigningKeys([next, Create(), signed])
        : new SigningKeys([Create(), Create()]);

    public string ToSecret() => Json(json =>
    {
        foreach (var (id, pkcs8) in _keys)
        {
            json.WriteStartObject();
            json.WriteString("kid"u8, id);
            json.WriteString("pkcs8"u8, pkcs8);
            json.WriteEndObject();
        }
    });

    /// <summary>The public halves, as a JSON web key set.</summary>
    public void WriteSet(Utf8JsonWriter json)
    {
        json.WriteStartArray("keys"u8);
        foreach (var (id, pkcs8) in _keys)
        {
            using var rsa = Import(pkcs8);
            var key = rsa.ExportParameters(includePrivateParameters: false);
            json.WriteStartObject();
            json.WriteString("kty"u8, "RSA");
            json.WriteString("use"u8, "sig");
            json.WriteString("alg"u8, "RS256");
            json.WriteString("kid"u8, id);
            json.WriteString("n"u8, Base64Url.EncodeToString(key.Modulus));
            json.WriteString("e"u8, Base64Url.EncodeToString(key.Exponent));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A token with these claims, signed with the current key.</summary>
    public string Sign(Action<Utf8JsonWriter> claims)
    {
        var (id, pkcs8) = _keys[0];
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","typ":"JWT","kid":"{{id}}"}"""));
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            claims(json);
            json.WriteEndObject();
        }
        var text = $"{head}.{Base64Url.EncodeToString(body.WrittenSpan)}";
        using var rsa = Import(pkcs8);
        return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static (string Id, string Pkcs8) Create()
    {
        using var rsa = RSA.Create(Bits);
        return (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()));
    }

    private static RSA Import(string pkcs8)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(pkcs8), out _);
        return rsa;
    }

    private static string Json(Action<Utf8JsonWriter> keys)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            keys(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
