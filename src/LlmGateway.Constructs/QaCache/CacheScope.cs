namespace LlmGateway.Constructs;

/// <summary>Who shares cached answers.</summary>
public enum CacheScope
{
    /// <summary>Each identity (API key, role, user) has answers of its own: nobody ever reads what another one asked.</summary>
    Identity,

    /// <summary>All who may use the gateway share answers. For knowledge that all may see; more hits.</summary>
    Shared,
}
