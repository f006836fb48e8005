using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Cognito.Federation;

/// <summary>A sign-in that a provider has been asked for.</summary>
/// <param name="Request">What the app asked for.</param>
/// <param name="Provider">Who was asked.</param>
/// <param name="Id">Of the SAML request, or the nonce of the OpenID one.</param>
internal sealed record FederatedSignIn(SignInRequest Request, IdentityProvider Provider, string Id)
{
    /// <summary>Makes or renews the pool's user of somebody whom the provider knows.</summary>
    /// <param name="subject">By which the provider knows them.</param>
    /// <param name="claims">What it says of them.</param>
    /// <exception cref="SignInRefusedException">A claim that the pool requires is missing.</exception>
    public PoolUser Admit(string subject, IReadOnlyDictionary<string, string> claims)
    {
        var pool = Request.Pool;
        var name = $"{Provider.Name}_{subject}";
        var user = pool.Users.GetOrAdd(name, _ => new PoolUser(name, isExternal: true));
        foreach (var (attribute, claim) in Provider.Mapping)
        {
            if (claims.TryGetValue(claim, out var value)) user.Attributes[attribute] = value;
            // Who is in no group any more keeps none.
            else user.Attributes.TryRemove(attribute, out _);
        }
        if (!user.Attributes.ContainsKey("email")) throw new SignInRefusedException("invalid_request", "attributes required: [email]");
        user.Attributes["identities"] = new JsonArray(new JsonObject
        {
            ["userId"] = subject, ["providerName"] = Provider.Name, ["providerType"] = Provider.Type, ["issuer"] = null, ["primary"] = "true", ["dateCreated"] = "0",
        }).ToJsonString();
        user.Groups[$"{pool.Id}_{Provider.Name}"] = true;
        return user;
    }
}
