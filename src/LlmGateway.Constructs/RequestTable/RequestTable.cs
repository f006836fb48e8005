using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// Requests in flight, in a DynamoDB table: who is connected, whose answer runs where, whether it is to stop, its frames for an hour, and prompts that arrive
/// in parts. Shared by the gateways of a stack, a request of one can be cancelled through the other.
/// </summary>
public class RequestTable : Construct
{
    private const string TableId = "Table";

    /// <summary>Makes the table.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="encryptionKey">The customer's key that encrypts it. Default: DynamoDB's AWS managed key.</param>
    public RequestTable(Construct scope, string id, IKey? encryptionKey = null) : base(scope, id)
    {
        Table = new Table(this, TableId, new TableProps
        {
            PartitionKey = new Attribute { Name = HandlerContract.Records.PartitionKey, Type = AttributeType.STRING },
            SortKey = new Attribute { Name = HandlerContract.Records.SortKey, Type = AttributeType.STRING },
            TimeToLiveAttribute = HandlerContract.Records.ExpiresAt,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            Encryption = encryptionKey is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
            EncryptionKey = encryptionKey,
            // Nothing in it is older than three hours.
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        Suppressions.On(Table, Suppressions.NothingToRestore);
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>Lets <paramref name="grantee"/> cancel requests and see that they are: <c>dynamodb:GetItem</c>, <c>dynamodb:UpdateItem</c>.</summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantCancel(IGrantable grantee) => Allow(grantee, Permissions.CancelRequests);

    /// <summary>Lets <paramref name="grantee"/> keep connections, requests, frames and uploads.</summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantReadWrite(IGrantable grantee) => Allow(grantee, Permissions.KeepRequests);

    /// <summary>Ends requests in the place of a worker that died.</summary>
    internal Grant GrantEnd(IGrantable grantee) => Allow(grantee, Permissions.EndRequests);

    private Grant Allow(IGrantable grantee, string[] actions)
    {
        var grant = Grant.AddToPrincipal(new GrantOnPrincipalOptions { Grantee = grantee, Actions = actions, ResourceArns = [Table.TableArn] });
        return Table.EncryptionKey is { } key ? grant.Combine(key.Grant(grantee, Permissions.WriteEncryptedTable)) : grant;
    }
}
