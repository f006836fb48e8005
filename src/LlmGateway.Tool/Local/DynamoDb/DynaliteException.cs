namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>The local DynamoDB could not be had; the message is one sentence for the person at the keyboard.</summary>
internal sealed class DynaliteException(string message) : Exception(message);
