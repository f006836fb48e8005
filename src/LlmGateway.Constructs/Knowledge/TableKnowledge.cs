using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Records of a DynamoDB table, found by their partition key: see <see cref="Knowledge.FromTable"/>.</summary>
public sealed record TableKnowledge : Knowledge
{
    private readonly ITable _table;
    private readonly string _key;
    private readonly string? _index;

    internal TableKnowledge(ITable table, string key, string? index) : base("table") => (_table, _key, _index) = (table, key, index);

    /// <summary>Whether the records with the greatest sort keys come first, as the newest do where that is a time. Default: yes.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>Attributes that must have these texts, such as <c>status</c> and <c>open</c>. Default: none; every record of the scope counts.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>The attributes that models and callers are shown, in this order. Default: all of a record.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The attribute that is a record's title in citations. Default: records have none.</summary>
    public string? TitleField { get; init; }

    /// <summary>The attribute that says where the whole record stands. Default: citations have no address.</summary>
    public string? UriField { get; init; }

    internal override void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        base.Validate(mistakes, property, authorization);
        mistakes.Check(property, !string.IsNullOrWhiteSpace(_key), "has no key", "Name the partition key, such as \"node_id\"");
        mistakes.Check(property, _index is null || !string.IsNullOrWhiteSpace(_index), "has an index without a name", "Name it, or leave it out");
        mistakes.Check($"{property}.{nameof(Where)}", Where is not null && !Where.ContainsKey(_key), $"speaks of the key '{_key}'", "Leave it out: the key's value is the scope of the request");
        mistakes.Check($"{property}.{nameof(Fields)}", Fields is not null && Fields.All(field => !string.IsNullOrWhiteSpace(field)), "has an attribute without a name", "Leave it out");
    }

    internal override KnowledgeDocument ToDocument(GatewayCallers callers) => base.ToDocument(callers) with
    {
        Table = new TableSourceDocument
        {
            Table = _table.TableName,
            Index = _index,
            Key = _key,
            OldestFirst = NewestFirst ? null : true,
            Where = Where.Count == 0 ? null : Where,
            Fields = Fields.Count == 0 ? null : Fields,
            TitleField = TitleField,
            UriField = UriField,
        },
    };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack)
    {
        yield return Permissions.Allow(Permissions.QueryRecords, _index is null ? _table.TableArn : $"{_table.TableArn}/index/{_index}");
        if (_table.EncryptionKey is { } key) yield return Permissions.Allow(Permissions.ReadEncryptedTable, key.KeyArn);
    }
}
