using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Rest;

/// <summary>Who calls, by what API Gateway verified. Nothing that the caller wrote counts.</summary>
internal static class RestIdentity
{
    /// <summary>
    /// A Lambda or Cognito authorizer names a person, IAM a role or user, an API key a customer; where several are in force, the first
    /// of these tells them apart best. The authorizer's list of models holds whoever the subject is.
    /// </summary>
    public static CallerIdentity Of(RestEvent rest)
    {
        var models = rest.AuthorizedModels?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!string.IsNullOrEmpty(rest.PrincipalId)) return new(rest.PrincipalId, models);
        if (!string.IsNullOrEmpty(rest.UserArn)) return new(WithoutSession(rest.UserArn), models);
        if (!string.IsNullOrEmpty(rest.ApiKeyId)) return new(HandlerContract.Subjects.ApiKeyPrefix + rest.ApiKeyId, models);
        return models is null ? CallerIdentity.Anonymous : CallerIdentity.Anonymous with { Models = models };
    }

    /// <summary>
    /// <c>arn:aws:sts::1:assumed-role/Role/session</c> becomes <c>arn:aws:iam::1:role/Role</c>: a session's name is the caller's
    /// choice, and changes with each.
    /// </summary>
    private static string WithoutSession(string arn)
    {
        // arn : partition : sts : (no region) : account : assumed-role/Role/session
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[2] != "sts") return arn;
        var names = parts[5].Split('/');
        return names is ["assumed-role", var role, ..] ? $"arn:{parts[1]}:iam::{parts[4]}:role/{role}" : arn;
    }
}
