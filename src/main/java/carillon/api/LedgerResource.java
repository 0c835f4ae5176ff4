package carillon.api;

import carillon.platform.Page;
import carillon.run.Ledger;
import carillon.run.LedgerEntry;
import carillon.run.LedgerProof;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /ledger}: every scheduled instant and what became of it. */
@Path("/ledger")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class LedgerResource {

    private final Ledger ledger;

    protected LedgerResource() {
        this(null);
    }

    @Inject
    public LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    @GET
    public Page<LedgerEntry> entries(@BeanParam LedgerQuery query) {
        LedgerQuery.Asked asked = query.asked();
        Page<LedgerEntry> page = ledger.entries(asked.range(), asked.after(), asked.limit());
        return new Page<>(page.items(), Cursor.of(page.next()));
    }

    @GET
    @Path("/verify")
    public LedgerProof verify(@BeanParam VerifyQuery query) {
        LedgerQuery.Asked asked = query.asked();
        LedgerProof proof = ledger.verify(asked.range(), asked.after());
        return proof.withNext(Cursor.of(proof.next()));
    }
}
