using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Groups;

/// <summary>The groups of a user: the pool's own, and for one who comes from a directory, those that the directory named.</summary>
internal sealed class DirectoryGroups(DirectoryGroupsDocument document)
{
    /// <summary>
    /// Tokens of users with passwords may change attributes, and so the mapped one. It counts only where a provider wrote it: at a federated sign-in, and when its tokens are renewed.
    /// </summary>
    private static readonly string[] Trusted = ["TokenGeneration_HostedAuth", "TokenGeneration_RefreshTokens"];

    public IReadOnlyList<string> Of(JsonElement asked)
    {
        var request = asked.GetProperty("request"u8);
        var own = request.TryGetProperty("groupConfiguration"u8, out var configuration) && configuration.TryGetProperty("groupsToOverride"u8, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(group => group.GetString()!).ToList() : [];
        var attributes = request.GetProperty("userAttributes"u8);
        if (!Trusted.Contains(asked.GetProperty("triggerSource"u8).GetString()) || ProviderOf(attributes) is not { } provider) return own;
        if (!document.Providers.TryGetValue(provider, out var names) || !attributes.TryGetProperty(document.Attribute, out var claim) || claim.GetString() is not { } text) return own;
        var mapped = names.Count == 0 ? Split(text) : Split(text).Select(group => names.GetValueOrDefault(group)).OfType<string>();
        return [.. own.Union(mapped, StringComparer.Ordinal)];
    }

    /// <summary>The provider that sent a link in place of the groups, since there were too many; null: none did.</summary>
    public string? LinkedBy(JsonElement asked)
    {
        var attributes = asked.GetProperty("request"u8).GetProperty("userAttributes"u8);
        // A link of an earlier sign-in may have stayed; groups that came count.
        return document.LinkAttribute is { } name && HasText(attributes, name) && !HasText(attributes, document.Attribute) && Trusted.Contains(asked.GetProperty("triggerSource"u8).GetString())
            && ProviderOf(attributes) is { } provider && document.Providers.ContainsKey(provider) ? provider : null;
    }

    private static bool HasText(JsonElement attributes, string name) => attributes.TryGetProperty(name, out var value) && !string.IsNullOrWhiteSpace(value.GetString());

    /// <summary>Cognito itself writes these attributes, and nobody else can. A user with a password who was linked to a provider comes from none.</summary>
    private static string? ProviderOf(JsonElement attributes)
    {
        if (!attributes.TryGetProperty("cognito:user_status"u8, out var status) || status.GetString() != "EXTERNAL_PROVIDER") return null;
        if (!attributes.TryGetProperty("identities"u8, out var text) || text.GetString() is not { } json) return null;
        using var identities = JsonDocument.Parse(json);
        return identities.RootElement.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first.GetProperty("providerName"u8).GetString() : null;
    }

    /// <summary>Cognito writes several values of a claim as <c>[one, two]</c>.</summary>
    private static IEnumerable<string> Split(string text) =>
        text.Trim().TrimStart('[').TrimEnd(']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(group => group.Trim('"'));
}
