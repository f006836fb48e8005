using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Tokens of Cognito, verified by a function.</summary>
internal sealed class CognitoAuthorization(CognitoAuth auth) : GatewayAuthorization
{
    private const string AuthorizerId = "Authorizer";
    private const int LongestPath = 100;

    internal override CognitoAuth? SignIn => auth;

    internal override IReadOnlyList<Suppressions.Finding> Suppressed => Suppressions.TokensAuthorize;

    internal override MethodOptions MethodOptions(LlmRestGateway gateway) => new()
    {
        AuthorizationType = AuthorizationType.CUSTOM,
        Authorizer = new RequestAuthorizer(gateway, AuthorizerId, new RequestAuthorizerProps
        {
            Handler = auth.Authorizer,
            // Who sends none is refused unasked; and answers are remembered by it.
            IdentitySources = [IdentitySource.Header("Authorization")],
            ResultsCacheTtl = auth.CacheTtl,
            // The CDK's own name, made of the path, would be too long.
            AuthorizerName = gateway.Node.Path.Length > LongestPath ? ResourceText.Name(gateway) : null,
        }),
    };

    /// <summary>No identity source: the token may be in any of three places, and all sources would have to be there.</summary>
    internal override ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, WebSocketApi api)
    {
        var (stack, function) = (Stack.Of(gateway), auth.Authorizer);
        var authorizer = new Amazon.CDK.AWS.Apigatewayv2.CfnAuthorizer(gateway, AuthorizerId, new Amazon.CDK.AWS.Apigatewayv2.CfnAuthorizerProps
        {
            Name = ResourceText.Name(gateway),
            AuthorizerType = "REQUEST",
            AuthorizerUri = $"arn:{stack.Partition}:apigateway:{stack.Region}:lambda:path/2015-03-31/functions/{function.FunctionArn}/invocations",
        }.Set(nameof(Amazon.CDK.AWS.Apigatewayv2.CfnAuthorizerProps.ApiId), api.ApiId));
        _ = new CfnPermission(gateway, "AuthorizerPermission", new CfnPermissionProps
        {
            Action = "lambda:InvokeFunction",
        }
        .Set(nameof(CfnPermissionProps.FunctionName), function.FunctionArn)
        .Set(nameof(CfnPermissionProps.Principal), "apigateway.amazonaws.com")
        .Set(nameof(CfnPermissionProps.SourceArn), $"arn:{stack.Partition}:execute-api:{stack.Region}:{stack.Account}:{api.ApiId}/authorizers/{authorizer.Ref}"));
        return new ConnectAuthorization("CUSTOM", ApiKeyRequired: false, authorizer.Ref);
    }

    internal override void Attach(LlmRestGateway gateway)
    {
    }

    internal override void Attach(LlmWebSocketGateway gateway)
    {
    }
}
