namespace LlmGateway.Core.Answers.Near;

/// <summary>Vectors of questions, by families: questions of one family are told apart by their words alone.</summary>
internal interface INearStore
{
    /// <returns>Those within the distance, the nearest first.</returns>
    Task<IReadOnlyList<NearQuestion>> FindAsync(IReadOnlyList<string> families, float[] vector, double within, CancellationToken cancellationToken);

    /// <returns>The question needs no vector any more. False also where that can't be told for less than putting it in again.</returns>
    Task<bool> HasAsync(string family, string answerKey, CancellationToken cancellationToken);

    /// <param name="family">Of the question.</param>
    /// <param name="entry">The question.</param>
    /// <param name="expiresAt">Epoch seconds; null: never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddAsync(string family, NearEntry entry, long? expiresAt, CancellationToken cancellationToken);
}
