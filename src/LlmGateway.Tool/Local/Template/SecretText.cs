using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>The value of a secret of the template: given in it, or generated as Secrets Manager does.</summary>
internal static class SecretText
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>The same at every start: <paramref name="seed"/> decides the generated part. Local secrets guard nothing but the local run.</summary>
    public static string Of(JsonObject properties, string seed)
    {
        if (properties["SecretString"] is { } given) return given.ToString();
        if (properties["GenerateSecretString"] is not JsonObject rules) return "";
        var length = int.TryParse(rules["PasswordLength"]?.ToString(), out var wanted) ? wanted : 32;
        var password = new StringBuilder(length);
        for (var block = 0; password.Length < length; block++)
            foreach (var value in SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{block}")).Take(length - password.Length))
                password.Append(Alphabet[value % Alphabet.Length]);
        if (rules["GenerateStringKey"]?.ToString() is not { } key) return password.ToString();
        var text = JsonNode.Parse(rules["SecretStringTemplate"]?.ToString() ?? "{}") as JsonObject ?? [];
        text[key] = password.ToString();
        return text.ToJsonString();
    }
}
