using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>The value of a secret of the template: given in it, or generated as Secrets Manager does.</summary>
internal static class SecretText
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>The same at every start on a machine: <paramref name="seed"/> tells secrets apart. They guard nothing but the local run.</summary>
    public static string Of(JsonObject properties, string seed)
    {
        if (properties["SecretString"] is { } given) return given.ToString();
        if (properties["GenerateSecretString"] is not JsonObject rules) return "";
        var length = int.TryParse(rules["PasswordLength"]?.ToString(), out var wanted) ? wanted : 32;
        var password = LocalKey.Text($"secret {seed}", Alphabet, length);
        if (rules["GenerateStringKey"]?.ToString() is not { } key) return password;
        var text = JsonNode.Parse(rules["SecretStringTemplate"]?.ToString() ?? "{}") as JsonObject ?? [];
        text[key] = password;
        return text.ToJsonString();
    }
}
