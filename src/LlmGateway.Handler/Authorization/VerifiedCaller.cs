using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Authorization;

/// <summary>Who calls, by what API Gateway verified. Nothing that the caller wrote counts.</summary>
internal static class VerifiedCaller
{
    /// <summary>
    /// A Lambda or Cognito authorizer names a person, IAM a role or user, an API key a customer; where several are in force, the first
    /// of these tells them apart best. The authorizer's list of models holds whoever the subject is.
    /// </summary>
    /// <param name="principalId">Of an authorizer.</param>
    /// <param name="userArn">By signature.</param>
    /// <param name="apiKeyId">Of the API key that was sent.</param>
    /// <param name="authorizedModels">Comma-separated aliases from the authorizer's context.</param>
    public static CallerIdentity Of(string? principalId, string? userArn, string? apiKeyId, string? authorizedModels)
    {
        var models = authorizedModels?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!string.IsNullOrEmpty(principalId)) return new(principalId, models);
        if (!string.IsNullOrEmpty(userArn)) return new(WithoutSession(userArn), models);
        if (!string.IsNullOrEmpty(apiKeyId)) return new(HandlerContract.Subjects.ApiKeyPrefix + apiKeyId, models);
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
