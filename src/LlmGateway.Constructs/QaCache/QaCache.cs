using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace LlmGateway.Constructs;

/// <summary>
/// Answers that were given before, kept in DynamoDB: a first question that was asked already is answered in milliseconds, without asking a model.
/// One read to look, one write to keep; nothing is paid while nobody asks.
/// </summary>
public class QaCache : Construct
{
    private const string TableId = "Table";

    /// <summary>Makes a table of its own.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Default: all defaults.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named.</exception>
    public QaCache(Construct scope, string id, QaCacheProps? props = null) : base(scope, id)
    {
        props ??= new QaCacheProps();
        Answers = Validated(props.Answers, props.Seed);
        Table = new Table(this, TableId, TablePropsOf(props));
        if (props.Seed is { } seed) SeedFunction.Make(this, seed);
    }

    private QaCache(Construct scope, string id, ITable table, AnswerRules answers, QaSeed? seed) : base(scope, id)
    {
        Answers = Validated(answers, seed);
        Table = table;
        if (seed is not null) SeedFunction.Make(this, seed);
    }

    /// <summary>The table: <see cref="Amazon.CDK.AWS.DynamoDB.Table"/> of this cache, or the one it was made from.</summary>
    public ITable Table { get; }

    /// <summary>How answers are kept and found again.</summary>
    public AnswerRules Answers { get; }

    /// <summary>Uses a table that exists: another stack's cache, or one that was restored from a backup.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="table">Partition key <c>pk</c> (string), no sort key, time to live on <c>expires_at</c>.</param>
    /// <param name="answers">Default: as in <see cref="QaCacheProps.Answers"/>.</param>
    /// <param name="seed">Answers that are deployed with the stack. Default: none.</param>
    /// <exception cref="InvalidPropsException">The rules have mistakes.</exception>
    public static QaCache FromTable(Construct scope, string id, ITable table, AnswerRules? answers = null, QaSeed? seed = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new QaCache(scope, id, table, answers ?? new AnswerRules(), seed);
    }

    /// <summary>
    /// Lets <paramref name="grantee"/> look answers up by the rules: <c>dynamodb:BatchGetItem</c> where imported answers are looked for, else <c>GetItem</c>; and
    /// the use of the table's key where it is a customer's.
    /// </summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantRead(IGrantable grantee) => Allow(grantee, Answers.ReadActions, Permissions.ReadEncryptedTable);

    /// <summary>
    /// Lets <paramref name="grantee"/> look answers up and keep them: as <see cref="GrantRead"/>, and <c>dynamodb:PutItem</c>; <c>UpdateItem</c> where the rules have
    /// something wait, renewed or counted.
    /// </summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantReadWrite(IGrantable grantee) =>
        Allow(grantee, [.. Answers.ReadActions, .. Answers.WriteActions], Permissions.WriteEncryptedTable);

    /// <summary>Read units that the table used. Unit: count; statistic: sum over 5 minutes unless <paramref name="props"/> says otherwise.</summary>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricReads(MetricOptions? props = null) => Table.MetricConsumedReadCapacityUnits(props);

    /// <summary>Write units that the table used. Unit: count; statistic: sum over 5 minutes unless <paramref name="props"/> says otherwise.</summary>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricWrites(MetricOptions? props = null) => Table.MetricConsumedWriteCapacityUnits(props);

    private Grant Allow(IGrantable grantee, string[] actions, string[] keyActions)
    {
        var grant = Grant.AddToPrincipal(new GrantOnPrincipalOptions { Grantee = grantee, Actions = actions, ResourceArns = [Table.TableArn] });
        return Table.EncryptionKey is { } key ? grant.Combine(key.Grant(grantee, keyActions)) : grant;
    }

    private AnswerRules Validated(AnswerRules? answers, QaSeed? seed)
    {
        var mistakes = new Mistakes();
        mistakes.Check(nameof(Answers), answers is not null, "is null", "Leave it out for the defaults");
        answers?.Validate(mistakes, nameof(Answers));
        seed?.Validate(mistakes, nameof(QaCacheProps.Seed));
        mistakes.ThrowIfAny(nameof(QaCache), Node.Path);
        return answers!;
    }

    private TableProps TablePropsOf(QaCacheProps props)
    {
        var retained = props.RemovalPolicy is not RemovalPolicy.DESTROY;
        var table = new TableProps
        {
            PartitionKey = new Attribute { Name = HandlerContract.Answers.PartitionKey, Type = AttributeType.STRING },
            TimeToLiveAttribute = HandlerContract.Answers.ExpiresAt,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            Encryption = props.EncryptionKey is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
            EncryptionKey = props.EncryptionKey,
            RemovalPolicy = props.RemovalPolicy,
            DeletionProtection = retained,
            ImportSource = props.ImportFromS3?.ToSource(),
        }.WithPointInTimeRecovery();
        props.ConfigureTable?.Invoke(table);
        table.KeepOnePointInTimeRecovery();

        var mistakes = new Mistakes();
        mistakes.Check(nameof(QaCacheProps.ConfigureTable), table.PartitionKey is { Name: HandlerContract.Answers.PartitionKey, Type: AttributeType.STRING } && table.SortKey is null,
            "changes the table's key", $"Leave it at the string '{HandlerContract.Answers.PartitionKey}' alone: the handler reads and writes by it");
        mistakes.Check(nameof(QaCacheProps.ConfigureTable), table.TimeToLiveAttribute == HandlerContract.Answers.ExpiresAt,
            "changes the attribute of the time to live", $"Leave it at '{HandlerContract.Answers.ExpiresAt}': the handler writes it; set {nameof(AnswerRules)}.{nameof(AnswerRules.TimeToLive)} for the time itself");
        mistakes.ThrowIfAny(nameof(QaCache), Node.Path);
        return table;
    }
}
