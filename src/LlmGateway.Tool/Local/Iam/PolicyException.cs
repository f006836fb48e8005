namespace LlmGateway.Tool.Local.Iam;

/// <summary>A policy that IAM would not accept: the message names the statement and what is wrong in it.</summary>
internal sealed class PolicyException(string message) : Exception(message);
