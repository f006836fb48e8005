namespace LlmGateway.Core.Import;

/// <summary>Makes items of the rows of one file.</summary>
internal interface IRowReader
{
    /// <returns>Several where a row is too long for one; none: the row is the head of a table.</returns>
    /// <exception cref="RowException">It cannot be imported.</exception>
    /// <exception cref="ImportException">It is the head of a table, and a wrong one.</exception>
    IReadOnlyList<ImportItem> Read(ImportRecord record);
}
