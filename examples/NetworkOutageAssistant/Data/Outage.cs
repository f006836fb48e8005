namespace NetworkOutageAssistant.Data;

/// <summary>An outage as the network's operators wrote it down.</summary>
internal sealed record Outage
{
    public required Node Node { get; init; }

    /// <summary>UTC. No node has two that began in the same minute.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>Null: it is not over.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Such as <c>INC-104711</c>; in the order of their beginning.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>critical, major or minor.</summary>
    public required string Severity { get; init; }

    /// <summary>In a word or two, such as <c>fibre cut</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>What did not work.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    public required int Customers { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether and how it was fixed, in a sentence or two.</summary>
    public required string Resolution { get; init; }

    /// <summary>What the technician wrote. Anybody who can write a ticket can write anything here.</summary>
    public required string Notes { get; init; }

    public bool IsOpen => EndedAt is null;
}
