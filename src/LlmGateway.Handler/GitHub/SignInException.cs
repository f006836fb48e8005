namespace LlmGateway.Handler.GitHub;

/// <summary>GitHub's user may not come in, or GitHub can't say who it is.</summary>
/// <param name="error">OAuth's word for it.</param>
/// <param name="message">For the person who signs in.</param>
internal sealed class SignInException(string error, string message) : Exception(message)
{
    public const string AccessDenied = "access_denied";
    public const string ServerError = "server_error";

    public string Error => error;
}
