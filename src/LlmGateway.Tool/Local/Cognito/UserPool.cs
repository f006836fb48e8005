using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>A user pool of the template, with the users that it has in this run.</summary>
internal sealed class UserPool
{
    public required string LogicalId { get; init; }
    public required string Id { get; init; }
    public required string Arn { get; init; }

    /// <summary>As tokens say it: the real one, though the keys are here.</summary>
    public required string Issuer { get; init; }

    /// <summary>Host of the sign-in pages in AWS; null: the pool has none.</summary>
    public string? DomainHost { get; init; }

    /// <summary>Asked before tokens are made; null: none.</summary>
    public string? PreTokenFunction { get; init; }

    public int MinimumPasswordLength { get; init; } = 8;
    public required IReadOnlyDictionary<string, AppClient> Clients { get; init; }
    public required IReadOnlyList<IdentityProvider> Providers { get; init; }
    public required IReadOnlyCollection<string> Groups { get; init; }

    public TokenMint Tokens { get; } = new();

    /// <summary>By name; upper and lower case are the same.</summary>
    public ConcurrentDictionary<string, PoolUser> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A user of the local run's own, who is signed in without being asked, and is of every group: whoever starts the run may see all of it.</summary>
    public PoolUser Local(string name) => Users.GetOrAdd(name, _ =>
    {
        var user = new PoolUser(name, isExternal: false) { Password = Guid.NewGuid().ToString(), Attributes = { ["email"] = $"{name}@localhost" } };
        foreach (var group in Groups) user.Groups[group] = true;
        return user;
    });

    /// <summary>By name or e-mail address.</summary>
    public PoolUser? Find(string name) =>
        Users.GetValueOrDefault(name) ?? Users.Values.FirstOrDefault(user => !user.IsExternal && string.Equals(user.Attributes.GetValueOrDefault("email"), name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>An app client.</summary>
internal sealed record AppClient(
    string LogicalId, string Id, string? Secret, IReadOnlyList<string> Flows, IReadOnlyList<string> Scopes, IReadOnlyList<string> CallbackUrls, IReadOnlyList<string> LogoutUrls,
    IReadOnlyList<string> AuthFlows, IReadOnlyList<string> Providers, TimeSpan TokenLife, TimeSpan RefreshLife);

/// <summary>A provider by which people sign in.</summary>
/// <param name="Name">On the sign-in page.</param>
/// <param name="Type">SAML or OIDC.</param>
/// <param name="Details">As the template has them.</param>
/// <param name="Mapping">User attributes by claims.</param>
/// <param name="Identifiers">E-mail domains.</param>
internal sealed record IdentityProvider(string Name, string Type, JsonObject Details, IReadOnlyDictionary<string, string> Mapping, IReadOnlyList<string> Identifiers)
{
    public string? Detail(string name) => Details[name]?.ToString();
}

/// <summary>A user.</summary>
internal sealed class PoolUser(string name, bool isExternal)
{
    public string Name => name;

    /// <summary>Signs in by a provider, and has no password.</summary>
    public bool IsExternal => isExternal;

    public string Sub { get; } = Guid.NewGuid().ToString();
    public string? Password { get; set; }

    /// <summary>The password was given by an administrator, and has to be changed.</summary>
    public bool MustChange { get; set; }

    public ConcurrentDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, bool> Groups { get; } = new(StringComparer.Ordinal);
    public string Status => isExternal ? "EXTERNAL_PROVIDER" : MustChange ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED";
}
