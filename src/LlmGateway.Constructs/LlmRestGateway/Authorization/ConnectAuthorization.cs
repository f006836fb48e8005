namespace LlmGateway.Constructs;

/// <summary>Who may connect to a WebSocket API.</summary>
/// <param name="Type">API Gateway's authorization type.</param>
/// <param name="ApiKeyRequired">A key of a usage plan is wanted, in <c>x-api-key</c>.</param>
/// <param name="AuthorizerId">Of the function that is asked; null: none is.</param>
internal sealed record ConnectAuthorization(string Type, bool ApiKeyRequired, string? AuthorizerId = null);
