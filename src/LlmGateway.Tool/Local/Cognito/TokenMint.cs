using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>Signs a pool's tokens, and publishes the keys.</summary>
internal sealed class TokenMint
{
    private readonly List<(string Id, RSA Key)> _keys = [Create()];

    /// <summary>Of the key that signs.</summary>
    public string KeyId => _keys[^1].Id;

    /// <summary>What tests need to forge.</summary>
    public RSA Key => _keys[^1].Key;

    /// <summary>JWKS can't be had; tests say so.</summary>
    public bool IsDown { get; set; }

    public string Sign(JsonObject claims)
    {
        var text = $"{Encode($$"""{"kid":"{{KeyId}}","alg":"RS256"}""")}.{Encode(claims.ToJsonString())}";
        return $"{text}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A new key signs from now on; the one before stays published.</summary>
    public void Rotate() => _keys.Add(Create());

    public JsonObject KeySet() => new()
    {
        ["keys"] = new JsonArray([.. _keys.Select(key => (JsonNode)new JsonObject
        {
            ["alg"] = "RS256", ["e"] = Base64Url.EncodeToString(key.Key.ExportParameters(false).Exponent), ["kid"] = key.Id, ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(key.Key.ExportParameters(false).Modulus), ["use"] = "sig",
        })]),
    };

    /// <summary>Claims of a token of this mint; null: it is none, or expired.</summary>
    public JsonObject? Read(string token, DateTimeOffset now)
    {
        if (token.Split('.') is not [var head, var payload, var signature]) return null;
        try
        {
            var signed = Base64Url.DecodeFromChars(signature);
            if (!_keys.Any(key => key.Key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{payload}"), signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))) return null;
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(payload)) as JsonObject;
            return claims?["exp"]?.GetValue<long>() > now.ToUnixTimeSeconds() ? claims : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static (string Id, RSA Key) Create() => (Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), RSA.Create(2048));
}
