using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>What can be wrong with a page's props, wherever it is served.</summary>
internal static class PageValidation
{
    public static void Check(Mistakes mistakes, PageGateways gateways, ChatBranding? branding, ChatDefaults? defaults, ChatUiFeatures? features)
    {
        gateways.Validate(mistakes);
        mistakes.Check(nameof(ChatUiProps.Branding), branding is not null, "is null", "Leave it out for the defaults");
        branding?.Validate(mistakes, nameof(ChatUiProps.Branding));
        mistakes.Check(nameof(ChatUiProps.Defaults), defaults is not null, "is null", "Leave it out for the gateway's");
        defaults?.Validate(mistakes, nameof(ChatUiProps.Defaults), gateways.Models);
        mistakes.Check(nameof(ChatUiProps.Features), features is not null, "is null", "Leave it out for the defaults");
        mistakes.Check($"{nameof(ChatUiProps.Branding)}.{nameof(ChatBranding.Prompts)}", features?.Scope is not false || branding?.Prompts?.Any(prompt => prompt?.Scope is not null) is not true,
            "name a scope, which this page does not send", $"Leave out {nameof(ChatUiProps.Features)}.{nameof(ChatUiFeatures.Scope)} = false");
    }

    /// <summary>The app client has to let people come back to the page, and may have to be asked in another stack.</summary>
    public static void CheckSignIn(Mistakes mistakes, Construct page, PageGateways gateways, ChatSignIn? given, ChatUiDomain? domain)
    {
        const string property = nameof(ChatUiProps.SignIn);
        given?.Validate(mistakes, property);
        if (gateways is { Rest: null, WebSocket: null }) return;
        if (gateways.Authorization.SignIn is not { } auth)
        {
            mistakes.Check(property, given is null, "is for gateways that know their callers by Cognito", "Leave it out");
            return;
        }
        if (given is not null) return;
        mistakes.Check(property, auth.BrowserClient is not null, $"is null, and the pool of {auth.Node.Path} was made elsewhere", "Name the page's app client, and the address where people sign in");
        // Each stack would wait for the other: the client for the page's address, the page for the client's id.
        mistakes.Check(nameof(ChatUiProps.Domain), domain is not null || Stack.Of(auth) == Stack.Of(page), $"is null, and {auth.Node.Path} is in another stack, which can't know CloudFront's name for the page",
            "Give the page a domain, or make both in one stack");
    }
}
