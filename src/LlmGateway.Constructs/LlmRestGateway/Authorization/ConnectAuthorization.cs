namespace LlmGateway.Constructs;

/// <summary>Who may connect to a WebSocket API.</summary>
/// <param name="Type">API Gateway's authorization type.</param>
/// <param name="ApiKeyRequired">A key of a usage plan is wanted, in <c>x-api-key</c>.</param>
internal sealed record ConnectAuthorization(string Type, bool ApiKeyRequired);
