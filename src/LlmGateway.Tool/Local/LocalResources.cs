using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local;

/// <summary>A role of the template: who an AWS call is made as, and what it may do.</summary>
/// <param name="LogicalId">In the template.</param>
/// <param name="Name">The role's name in the local account.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Policies">All policy documents attached to it, inline, by AWS::IAM::Policy and managed ones that the template defines; every intrinsic already resolved.</param>
internal sealed record LocalRole(string LogicalId, string Name, string Arn, IReadOnlyList<JsonObject> Policies);

/// <summary>A DynamoDB table of the template; <paramref name="Properties"/> with every intrinsic resolved.</summary>
internal sealed record LocalTable(string LogicalId, string Name, string Arn, JsonObject Properties);

/// <summary>A secret: of the template, or one that it names and the user gave a value for. Rotation gives it further versions.</summary>
internal sealed record LocalSecret(string Arn, string Name, string Value)
{
    public const string Current = "AWSCURRENT";

    /// <summary>Text and stages of each version, by its id.</summary>
    public ConcurrentDictionary<string, (string Text, IReadOnlyList<string> Stages)> Versions { get; } =
        new(StringComparer.Ordinal) { ["00000000-0000-0000-0000-000000000001"] = (Value, [Current]) };
}

/// <summary>An SSM parameter: of the template, or one that it names and the user gave a value for.</summary>
internal sealed record LocalParameter(string Name, string Arn, string Type, string Value);

/// <summary>Who may sign calls to the local AWS endpoint, and as whom.</summary>
/// <param name="AccessKeyId">Names the caller in the credential scope.</param>
/// <param name="SecretAccessKey">Verifies the signature.</param>
/// <param name="Arn">The caller as AWS names it in errors: <c>arn:aws:sts::…:assumed-role/ROLE/FUNCTION</c>.</param>
/// <param name="Policies">What it may do; null: everything (the developer's own test credentials).</param>
/// <param name="SessionToken">What a role's temporary credentials must carry as <c>x-amz-security-token</c>; null: long-lived credentials, which carry none.</param>
internal sealed record LocalPrincipal(
    string AccessKeyId, string SecretAccessKey, string Arn, IReadOnlyList<JsonObject>? Policies, string? SessionToken = null);
