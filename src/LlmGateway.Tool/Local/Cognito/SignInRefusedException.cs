namespace LlmGateway.Tool.Local.Cognito;

/// <summary>A request to the sign-in pages is refused.</summary>
/// <param name="error">OAuth's word for it.</param>
/// <param name="message">What is wrong.</param>
/// <param name="status">Of the answer.</param>
internal sealed class SignInRefusedException(string error, string message, int status = 400) : Exception(message)
{
    public string Error => error;
    public int Status => status;
}
