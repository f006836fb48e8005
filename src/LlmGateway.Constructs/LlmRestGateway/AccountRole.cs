namespace LlmGateway.Constructs;

/// <summary>Whose the role is by which API Gateway writes logs: one setting for an account in a region.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html">logging in API Gateway</see>.</remarks>
public enum AccountRole
{
    /// <summary>The first construct of a stack that logs makes it, further ones wait for the same. It stays when the stack goes: other stacks log by it.</summary>
    Once,

    /// <summary>The account has one already, by another stack or by hand.</summary>
    Existing,
}
