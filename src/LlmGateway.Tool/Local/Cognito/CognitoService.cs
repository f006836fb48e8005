using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>Cognito's API: what administrators do, signed and put to IAM; and what everybody may, unsigned.</summary>
internal sealed class CognitoService(IReadOnlyList<UserPool> pools, TokenIssuer issuer, TimeProvider time) : IAwsService
{
    private const string Target = "AWSCognitoIdentityProviderService.";
    private static readonly string[] Unsigned = ["InitiateAuth", "RespondToAuthChallenge", "GetUser", "UpdateUserAttributes", "RevokeToken"];

    private readonly PasswordSignIn _signIn = new(issuer);

    public AwsErrorShape ErrorShape => AwsErrorShape.Json11;

    /// <summary>Calls that carry no signature, since their callers have no credentials of AWS.</summary>
    public static bool IsUnsigned(HttpRequest request) =>
        request.Headers["x-amz-target"].ToString() is var target && target.StartsWith(Target, StringComparison.Ordinal) && Unsigned.Contains(target[Target.Length..]);

    public async Task HandleAsync(AwsCall call)
    {
        var operation = JsonTarget.Operation(call, Target);
        var body = call.ReadJson();
        var pool = pools.FirstOrDefault(each => each.Id == Text(body, "UserPoolId"));
        call.Authorize($"cognito-idp:{operation}", pool?.Arn ?? call.ArnOf("cognito-idp", $"userpool/{Text(body, "UserPoolId")}"));
        if (pool is null) throw Error("ResourceNotFoundException", $"User pool {Text(body, "UserPoolId")} does not exist.");
        var answer = operation switch
        {
            "AdminCreateUser" => Create(pool, body),
            "AdminSetUserPassword" => SetPassword(pool, body),
            "AdminDeleteUser" => Delete(pool, body),
            "AdminGetUser" => Describe(Find(pool, body), "UserAttributes"),
            "AdminAddUserToGroup" => AddToGroup(pool, body),
            "AdminRemoveUserFromGroup" => RemoveFromGroup(pool, body),
            "ListUsers" => new JsonObject { ["Users"] = new JsonArray([.. pool.Users.Values.OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => Describe(user, "Attributes"))]) },
            _ => throw new AwsException(AwsError.UnknownOperation($"The local run has no operation {operation} of Cognito.")),
        };
        await AwsResponse.WriteJsonAsync(call.Http, ErrorShape, answer);
    }

    /// <summary>Answers a call without a signature, refusals included.</summary>
    public async Task HandleUnsignedAsync(HttpContext http)
    {
        try
        {
            var body = JsonNode.Parse((await RequestBody.ReadAsync(http.Request)).Span) as JsonObject ?? [];
            var answer = http.Request.Headers["x-amz-target"].ToString()[Target.Length..] switch
            {
                "InitiateAuth" => await _signIn.InitiateAsync(PoolOf(body), body, http.RequestAborted),
                "RespondToAuthChallenge" => await _signIn.RespondAsync(PoolOf(body), body, http.RequestAborted),
                "RevokeToken" => Revoke(body),
                "GetUser" => Describe(OwnerOf(body).User, "UserAttributes"),
                _ => Update(OwnerOf(body).User, body),
            };
            await AwsResponse.WriteJsonAsync(http, ErrorShape, answer);
        }
        catch (AwsException refused)
        {
            await AwsResponse.WriteErrorAsync(http, ErrorShape, refused.Error);
        }
        catch (LambdaException broken)
        {
            await AwsResponse.WriteErrorAsync(http, ErrorShape, new AwsError(400, "UserLambdaValidationException", $"PreTokenGeneration failed with error {broken.Message}."));
        }
    }

    internal static AwsException Error(string code, string message) => new(new AwsError(400, code, message));

    private (UserPool Pool, AppClient Client) PoolOf(JsonObject body)
    {
        var id = Text(body, "ClientId");
        foreach (var pool in pools)
            if (pool.Clients.TryGetValue(id, out var client)) return (pool, client);
        throw Error("ResourceNotFoundException", $"User pool client {id} does not exist.");
    }

    private (UserPool Pool, PoolUser User) OwnerOf(JsonObject body)
    {
        foreach (var pool in pools)
        {
            if (pool.Tokens.Read(Text(body, "AccessToken"), time.GetUtcNow()) is not { } claims || pool.Users.GetValueOrDefault(claims["username"]?.ToString() ?? "") is not { } user) continue;
            if (claims["scope"]?.ToString().Split(' ').Contains(TokenIssuer.AdminScope) != true) throw Error("NotAuthorizedException", "Access Token does not have required scopes");
            return (pool, user);
        }
        throw Error("NotAuthorizedException", "Invalid Access Token");
    }

    private static JsonObject Create(UserPool pool, JsonObject body)
    {
        var name = Text(body, "Username");
        var user = new PoolUser(name, isExternal: false) { MustChange = true, Password = body["TemporaryPassword"]?.ToString() ?? Guid.NewGuid().ToString() + "Aa1!" };
        CheckPassword(pool, user.Password);
        foreach (var attribute in (body["UserAttributes"] as JsonArray ?? []).OfType<JsonObject>()) user.Attributes[attribute["Name"]!.ToString()] = attribute["Value"]?.ToString() ?? "";
        if (!pool.Users.TryAdd(name, user)) throw Error("UsernameExistsException", "User account already exists");
        return new JsonObject { ["User"] = Describe(user, "Attributes") };
    }

    private static JsonObject SetPassword(UserPool pool, JsonObject body)
    {
        var user = Find(pool, body);
        CheckPassword(pool, Text(body, "Password"));
        (user.Password, user.MustChange) = (Text(body, "Password"), body["Permanent"]?.GetValue<bool>() != true);
        return [];
    }

    private static JsonObject Delete(UserPool pool, JsonObject body)
    {
        pool.Users.TryRemove(Find(pool, body).Name, out _);
        return [];
    }

    private static JsonObject AddToGroup(UserPool pool, JsonObject body)
    {
        if (!pool.Groups.Contains(Text(body, "GroupName"))) throw Error("ResourceNotFoundException", "Group not found.");
        Find(pool, body).Groups[Text(body, "GroupName")] = true;
        return [];
    }

    private static JsonObject RemoveFromGroup(UserPool pool, JsonObject body)
    {
        Find(pool, body).Groups.TryRemove(Text(body, "GroupName"), out _);
        return [];
    }

    private static JsonObject Update(PoolUser user, JsonObject body)
    {
        foreach (var attribute in (body["UserAttributes"] as JsonArray ?? []).OfType<JsonObject>()) user.Attributes[attribute["Name"]!.ToString()] = attribute["Value"]?.ToString() ?? "";
        return [];
    }

    private JsonObject Revoke(JsonObject body)
    {
        issuer.Revoke(Text(body, "Token"));
        return [];
    }

    private static PoolUser Find(UserPool pool, JsonObject body) => pool.Find(Text(body, "Username")) ?? throw Error("UserNotFoundException", "User does not exist.");

    internal static void CheckPassword(UserPool pool, string password)
    {
        var wrong = password.Length < pool.MinimumPasswordLength ? "not long enough" : !password.Any(char.IsDigit) ? "must have numeric characters" : !password.Any(char.IsUpper) ? "must have uppercase characters"
            : !password.Any(char.IsLower) ? "must have lowercase characters" : password.All(char.IsLetterOrDigit) ? "must have symbol characters" : null;
        if (wrong is not null) throw Error("InvalidPasswordException", $"Password did not conform with policy: Password {wrong}");
    }

    private static JsonObject Describe(PoolUser user, string attributes) => new()
    {
        ["Username"] = user.Name, ["Enabled"] = true, ["UserStatus"] = user.Status,
        [attributes] = new JsonArray([new JsonObject { ["Name"] = "sub", ["Value"] = user.Sub }, .. user.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (JsonNode)new JsonObject { ["Name"] = pair.Key, ["Value"] = pair.Value })]),
    };

    internal static string Text(JsonObject body, string name) => body[name]?.ToString() ?? throw Error("InvalidParameterException", $"{name} is required.");
}
