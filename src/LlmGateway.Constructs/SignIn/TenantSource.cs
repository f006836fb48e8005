namespace LlmGateway.Constructs;

/// <summary>Where a token says which tenant its bearer belongs to: a customer, a department, whoever shares answers by <see cref="CacheScope.Tenant"/>.</summary>
public sealed class TenantSource
{
    private TenantSource(string? claim, string? groupPrefix) => (ClaimName, GroupPrefix) = (claim, groupPrefix);

    internal string? ClaimName { get; }

    internal string? GroupPrefix { get; }

    /// <summary>A claim of the token.</summary>
    /// <param name="name">Such as <c>custom:tenant</c>, which id tokens carry; access tokens carry what a pre-token trigger puts in.</param>
    public static TenantSource Claim(string name) => new(name, null);

    /// <summary>The bearer's one group whose name begins so; who is in several such groups belongs to none of them.</summary>
    /// <param name="prefix">Such as <c>tenant-</c>: a member of <c>tenant-acme</c> belongs to <c>acme</c>.</param>
    public static TenantSource Group(string prefix) => new(null, prefix);

    internal void Validate(Mistakes mistakes, string property) =>
        mistakes.Check(property, !string.IsNullOrWhiteSpace(ClaimName ?? GroupPrefix), "names nothing", "Name a claim, or what the groups' names begin with");
}
