namespace LlmGateway.Constructs;

/// <summary>Who shares cached answers.</summary>
public enum CacheScope
{
    /// <summary>Each identity (API key, role, user) has answers of its own: nobody ever reads what another one asked.</summary>
    Identity,

    /// <summary>All who may use the gateway share answers. For knowledge that all may see; more hits.</summary>
    Shared,

    /// <summary>
    /// All of a tenant share answers: of those whom the authorizer gives the same <c>tenant</c>, such as by <see cref="CognitoAuthProps.Tenant"/>. Callers without one, such as
    /// API keys, have answers of their own.
    /// </summary>
    Tenant,
}
