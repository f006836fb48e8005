using System.Text.Json;
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
    public static CallerIdentity Of(VerifiedFacts facts)
    {
        var models = facts.Models?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!string.IsNullOrEmpty(facts.PrincipalId))
        {
            return new(facts.PrincipalId, models)
            {
                Name = facts.UserName, Groups = GroupsOf(facts.Groups), IsAdmin = facts.Admin == "true", Client = facts.Client,
                Tenant = string.IsNullOrEmpty(facts.Tenant) ? null : facts.Tenant,
            };
        }
        if (!string.IsNullOrEmpty(facts.UserArn)) return new(WithoutSession(facts.UserArn), models);
        if (!string.IsNullOrEmpty(facts.ApiKeyId)) return new(HandlerContract.Subjects.ApiKeyPrefix + facts.ApiKeyId, models);
        return models is null ? CallerIdentity.Anonymous : CallerIdentity.Anonymous with { Models = models };
    }

    // Another's authorizer may write its groups in another way: they count for nothing then.
    private static IReadOnlyList<string> GroupsOf(string? json)
    {
        if (string.IsNullOrEmpty(json)) return [];
        try
        {
            using var list = JsonDocument.Parse(json);
            return list.RootElement.ValueKind == JsonValueKind.Array
                ? [.. list.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
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
