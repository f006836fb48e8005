using System.Text.RegularExpressions;
using Amazon.CDK.AWS.Cognito;

namespace LlmGateway.Constructs;

/// <summary>What all providers of a pool have in common.</summary>
internal static partial class ProviderRules
{
    public static void CheckName(Mistakes mistakes, string property, string? name)
    {
        mistakes.Check(property, name is not null && NamePattern().IsMatch(name), $"is '{name}'", "Use 1 to 32 letters, digits, '-' and '_', with no '_' at the beginning");
        mistakes.Check(property, name is not ("COGNITO" or "Cognito"), "is Cognito's own", "Use another name");
    }

    /// <summary>User attributes by the provider's claims.</summary>
    public static AttributeMapping Mapping(string emailClaim, string? groupsClaim, IReadOnlyDictionary<string, string> others)
    {
        var custom = new Dictionary<string, ProviderAttribute>(StringComparer.Ordinal);
        foreach (var (attribute, claim) in others) custom[attribute] = ProviderAttribute.Other(claim);
        if (groupsClaim is not null) custom[$"custom:{CognitoAuth.GroupsAttribute}"] = ProviderAttribute.Other(groupsClaim);
        return new AttributeMapping { Email = ProviderAttribute.Other(emailClaim), Custom = custom.ToDictionary(pair => pair.Key, pair => pair.Value) };
    }

    [GeneratedRegex("^[A-Za-z0-9-][A-Za-z0-9_-]{0,31}$")]
    private static partial Regex NamePattern();
}
