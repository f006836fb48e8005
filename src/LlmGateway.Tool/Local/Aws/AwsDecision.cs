namespace LlmGateway.Tool.Local.Aws;

/// <summary>One question that an AWS call put to IAM, and its answer.</summary>
/// <param name="PrincipalArn">Who asked.</param>
/// <param name="Action">For example <c>dynamodb:GetItem</c>.</param>
/// <param name="Resource">The full ARN.</param>
/// <param name="Allowed">Whether the call may go on.</param>
/// <param name="Reason">The statement that allowed it, or AWS's sentence of refusal.</param>
internal sealed record AwsDecision(string PrincipalArn, string Action, string Resource, bool Allowed, string Reason);
