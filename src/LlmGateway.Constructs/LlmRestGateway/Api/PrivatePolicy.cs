using Amazon.CDK.AWS.IAM;

namespace LlmGateway.Constructs;

/// <summary>The resource policy of a private API that brought none: its own VPC endpoints, and nobody else.</summary>
internal static class PrivatePolicy
{
    // Short for "this API": https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    private const string AllOfThisApi = "execute-api:/*";

    public static PolicyDocument For(GatewayEndpoint endpoint, GatewayAuthorization authorization)
    {
        var ids = endpoint.VpcEndpoints.Select(vpcEndpoint => vpcEndpoint.VpcEndpointId).ToArray();
        return new PolicyDocument(new PolicyDocumentProps
        {
            Statements =
            [
                new PolicyStatement(new PolicyStatementProps
                {
                    // With IAM the account is named: its principals then still need a permission of their own, while "*" would let every signer in.
                    Principals = [authorization.CallersSign ? new AccountRootPrincipal() : new AnyPrincipal()],
                    Actions = Permissions.InvokeGateway,
                    Resources = [AllOfThisApi],
                }),
                new PolicyStatement(new PolicyStatementProps
                {
                    Effect = Effect.DENY,
                    Principals = [new AnyPrincipal()],
                    Actions = Permissions.InvokeGateway,
                    Resources = [AllOfThisApi],
                    Conditions = new Dictionary<string, object> { ["StringNotEquals"] = new Dictionary<string, object> { ["aws:SourceVpce"] = ids } },
                }),
            ],
        });
    }
}
