namespace LlmGateway.Tool.Local.Cognito;

/// <summary>What an app asked for when it sent somebody to sign in.</summary>
/// <param name="Pool">Whose page.</param>
/// <param name="Client">The app.</param>
/// <param name="RedirectUri">Where to go back to.</param>
/// <param name="Scope">Space-separated.</param>
/// <param name="State">Of the app; null: none.</param>
/// <param name="Nonce">For the id token; null: none.</param>
/// <param name="Challenge">PKCE, by S256; null: none.</param>
internal sealed record SignInRequest(UserPool Pool, AppClient Client, string RedirectUri, string Scope, string? State, string? Nonce, string? Challenge);
