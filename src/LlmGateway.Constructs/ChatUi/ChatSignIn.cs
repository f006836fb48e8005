using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;

namespace LlmGateway.Constructs;

/// <summary>The app client by which a page signs people in, in a user pool that was made elsewhere. Its callback and sign-out URLs have to have the page's address, with a slash at its end.</summary>
public sealed record ChatSignIn
{
    /// <summary>A client without a secret, for authorization codes.</summary>
    public required IUserPoolClient Client { get; init; }

    /// <summary>Where people sign in, such as <c>https://login.example.com</c>.</summary>
    public required string DomainUrl { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Client)}", Client is not null, "is null", "Give the page's app client");
        mistakes.Check($"{property}.{nameof(DomainUrl)}", DomainUrl is not null && (Token.IsUnresolved(DomainUrl) || DomainUrl.StartsWith("https://", StringComparison.Ordinal) && !DomainUrl.EndsWith('/')),
            $"is '{DomainUrl}'", "Use https://HOST, without a slash at its end");
    }
}
