namespace LlmGateway.Constructs;

/// <summary>What a user pool can do, and costs: see <see href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html">feature plans</see>.</summary>
public enum FeaturePlan
{
    /// <summary>Users, groups and providers.</summary>
    Lite,

    /// <summary>Also the newer sign-in pages, passkeys and codes by e-mail.</summary>
    Essentials,

    /// <summary>Also threat protection, which this construct enforces: leaked passwords and risky sign-ins are refused.</summary>
    Plus,
}
