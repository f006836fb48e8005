using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Replaces <c>{{resolve:ssm:…}}</c> and <c>{{resolve:secretsmanager:…}}</c> by values that are known here.</summary>
/// <param name="ssm">Value of an SSM parameter, by name.</param>
/// <param name="secret">Value of a secret, by ARN or name.</param>
internal sealed partial class DynamicReferences(Func<string, string?> ssm, Func<string, string?> secret)
{
    /// <exception cref="TemplateException">A value is not known.</exception>
    public string Replace(string text, TemplatePlace place) => Reference().Replace(text, match =>
    {
        var (service, rest) = (match.Groups[1].Value, match.Groups[2].Value);
        return service == "secretsmanager" ? OfSecret(rest, place)
            : ssm(rest.Split(':')[0]) ?? throw place.Error($"it needs the SSM parameter {rest.Split(':')[0]}, so give that with --ssm {rest.Split(':')[0]}=VALUE.");
    });

    // {{resolve:secretsmanager:ID:SecretString:KEY:STAGE:VERSION}}, where ID may be an ARN with colons of its own.
    private string OfSecret(string rest, TemplatePlace place)
    {
        var at = rest.IndexOf(":SecretString:", StringComparison.Ordinal);
        var id = at < 0 ? rest.TrimEnd(':') : rest[..at];
        var field = at < 0 ? "" : rest[(at + ":SecretString:".Length)..].Split(':')[0];
        var value = secret(id) ?? throw place.Error($"it needs the secret {id}, so give that with --secret {id}=VALUE.");
        if (field.Length == 0) return value;
        try
        {
            return System.Text.Json.Nodes.JsonNode.Parse(value)?[field]?.ToString() ?? throw place.Error($"the secret {id} has no field {field}.");
        }
        catch (System.Text.Json.JsonException)
        {
            throw place.Error($"the secret {id} is not JSON, so it has no field {field}.");
        }
    }

    [GeneratedRegex(@"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}")]
    private static partial Regex Reference();
}
