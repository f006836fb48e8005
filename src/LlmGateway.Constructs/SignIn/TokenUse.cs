namespace LlmGateway.Constructs;

/// <summary>Which of Cognito's tokens callers send.</summary>
public enum TokenUse
{
    /// <summary>Access tokens, which are made for APIs. Programs with credentials of their own have no others.</summary>
    Access,

    /// <summary>Id tokens, which are made for the page that signed somebody in.</summary>
    Id,
}
