using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// Chats in a DynamoDB table: <c>chat_id</c> continues one, whichever gateway of the stack it began at. A chat belongs to the identity that began it; no other
/// reads, continues or deletes it. Long chats are trimmed to the model's context window when they are sent, never in the table.
/// </summary>
public class ChatHistory : Construct
{
    private const string TableId = "Table";

    private readonly Duration? _timeToLive;

    /// <summary>Makes the table.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Default: all defaults.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named.</exception>
    public ChatHistory(Construct scope, string id, ChatHistoryProps? props = null) : base(scope, id)
    {
        props ??= new ChatHistoryProps();
        _timeToLive = props.TimeToLive;
        var mistakes = new Mistakes();
        mistakes.Check(nameof(props.TimeToLive), props.TimeToLive is null || props.TimeToLive.ToSeconds() >= 60, "is less than a minute", "Use at least a minute, or leave it out");
        mistakes.ThrowIfAny(nameof(ChatHistory), Node.Path);
        Table = new Table(this, TableId, new TableProps
        {
            PartitionKey = new Attribute { Name = HandlerContract.Records.PartitionKey, Type = AttributeType.STRING },
            SortKey = new Attribute { Name = HandlerContract.Records.SortKey, Type = AttributeType.STRING },
            TimeToLiveAttribute = HandlerContract.Records.ExpiresAt,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            Encryption = props.EncryptionKey is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
            EncryptionKey = props.EncryptionKey,
            RemovalPolicy = props.RemovalPolicy,
            DeletionProtection = props.RemovalPolicy is not RemovalPolicy.DESTROY,
        }.WithPointInTimeRecovery());
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>
    /// Lets <paramref name="grantee"/> read, keep and delete chats: <c>dynamodb:Query</c>, <c>PutItem</c>, <c>UpdateItem</c>, <c>BatchWriteItem</c>; and the use of the
    /// table's key where it is a customer's.
    /// </summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantReadWrite(IGrantable grantee) => Allow(grantee, Permissions.KeepChats);

    /// <summary>Reads chats and goes on with them; deletes none.</summary>
    internal Grant GrantContinue(IGrantable grantee) => Allow(grantee, Permissions.ContinueChats);

    private Grant Allow(IGrantable grantee, string[] actions)
    {
        var grant = Grant.AddToPrincipal(new GrantOnPrincipalOptions { Grantee = grantee, Actions = actions, ResourceArns = [Table.TableArn] });
        return Table.EncryptionKey is { } key ? grant.Combine(key.Grant(grantee, Permissions.WriteEncryptedTable)) : grant;
    }

    internal HistoryDocument ToDocument() => new() { Table = Table.TableName, TtlSeconds = (long?)_timeToLive?.ToSeconds() };
}
